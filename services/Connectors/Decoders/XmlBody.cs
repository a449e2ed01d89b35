namespace ControlPlane.Connectors.Decoders;

/// <summary>
/// A document on its way to the XML reader, which holds a text, a name or an attribute whole before anybody can measure it: no node may
/// take more bytes than the limit.
/// </summary>
internal sealed class XmlBody(Stream body, int maxNodeBytes) : ReadOnlyStream
{
    /// <summary>The reader reads ahead.</summary>
    private const int Ahead = 64 * 1024;

    private long _left = maxNodeBytes + (long)Ahead;

    /// <summary>The reader has come to another node.</summary>
    public void BeginNode() => _left = maxNodeBytes + (long)Ahead;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await body.ReadAsync(buffer, cancellationToken);
        return (_left -= read) >= 0
            ? read
            : throw new ConnectorException(ConnectorFaultKind.Source, $"a text or tag of an XML document is larger than {maxNodeBytes} bytes");
    }
}
