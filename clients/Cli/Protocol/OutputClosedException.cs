namespace ControlPlane.Cli.Protocol;

/// <summary>Standard output takes no more: whoever read it has gone, or its disk is full.</summary>
internal sealed class OutputClosedException(IOException cause) : Exception(cause.Message, cause)
{
    private const int BrokenPipe = 32;

    /// <summary>The reader has seen enough: not an error.</summary>
    public bool IsReaderGone => cause.HResult == BrokenPipe || cause.Message.Contains("Broken pipe", StringComparison.OrdinalIgnoreCase);
}
