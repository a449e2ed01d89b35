using System.Buffers;
using System.Text.Json.Nodes;
using ControlPlane.Connectors.Records.Documents;

namespace ControlPlane.Connectors.Records;

/// <summary>Keeps the response that templates look at: the whole of it, or everything but the records.</summary>
/// <param name="withRecords">False leaves the array of records empty.</param>
internal sealed class ResponseCapture(bool withRecords, int maxBytes)
{
    private readonly ArrayBufferWriter<byte> _bytes = new();
    private bool _suspended;
    private int _position;

    public bool IsEmpty => _bytes.WrittenCount == 0;

    public JsonNode? Parse() => IsEmpty ? null : JsonTree.Parse(_bytes.WrittenSpan);

    /// <summary>What a decoder shows in place of the bytes of the body.</summary>
    public void Keep(ReadOnlySpan<byte> json) => Append(json);


    public void Begin() => _position = 0;

    public void Advance(ReadOnlySpan<byte> data, int to)
    {
        if (to > _position && !_suspended) Append(data[_position..to]);
        _position = Math.Max(_position, to);
    }

    public void Suspend(ReadOnlySpan<byte> data, int to)
    {
        if (withRecords) return;
        Advance(data, to);
        _suspended = true;
    }

    public void Resume(int from)
    {
        if (!_suspended) return;
        _suspended = false;
        _position = from;
    }

    private void Append(ReadOnlySpan<byte> piece)
    {
        if (_bytes.WrittenCount + (long)piece.Length > maxBytes)
            throw new ConnectorException(ConnectorFaultKind.Source, $"a template needs to see the response, and that part of it is larger than {maxBytes} bytes");
        _bytes.Write(piece);
    }
}
