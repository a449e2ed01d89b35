namespace ControlPlane.Connectors.Decoders;

/// <summary>A temporary file for an archive. Its table of contents is held in memory by whoever opens it, so only so much of one can be read.</summary>
internal sealed class ArchiveFile(string path)
    : FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1 << 16, FileOptions.DeleteOnClose | FileOptions.Asynchronous)
{
    /// <summary>Room for some hundred thousand files.</summary>
    private const int MaxDirectoryBytes = 16 << 20;

    private long _left = long.MaxValue;

    public void BeginDirectory() => _left = MaxDirectoryBytes;

    public void EndDirectory() => _left = long.MaxValue;

    // Whatever reads synchronously comes by here, as this is a class of its own.
    public override int Read(byte[] buffer, int offset, int count)
    {
        var read = base.Read(buffer, offset, count);
        return (_left -= read) >= 0
            ? read
            : throw new ConnectorException(ConnectorFaultKind.Source, $"the archive's table of contents is larger than {MaxDirectoryBytes} bytes");
    }
}
