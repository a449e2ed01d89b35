namespace ControlPlane.Cli;

/// <summary>How a command ends.</summary>
internal static class ExitCodes
{
    public const int Success = 0;

    public const int Failure = 1;

    /// <summary>Ended from outside, as shells number it.</summary>
    public const int Interrupted = 130;

    /// <summary>Nobody reads the output any more, as shells number it.</summary>
    public const int OutputClosed = 141;
}
