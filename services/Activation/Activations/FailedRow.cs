namespace ControlPlane.Activation.Activations;

/// <summary>A row that the destination did not take, or that could not be sent, and why.</summary>
internal sealed record FailedRow(string Key, string Reason)
{
    /// <summary>How many are kept of one activation in one run.</summary>
    public const int Sample = 100;
}
