namespace ControlPlane.Cli.Models;

/// <summary>How a <c>models</c> command ends, as dbt's do.</summary>
internal static class ModelExitCodes
{
    public const int Success = 0;

    /// <summary>A node failed; the artifacts tell which.</summary>
    public const int Failed = 1;

    /// <summary>The command itself could not do its work, was called wrongly or was ended from outside.</summary>
    public const int Unhandled = 2;
}
