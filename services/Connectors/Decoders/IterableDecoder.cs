using ControlPlane.Connectors.Records;
using ControlPlane.Connectors.Records.Documents;

namespace ControlPlane.Connectors.Decoders;

/// <summary>Each line is one value: an object whose <c>record</c> is the line.</summary>
internal sealed record IterableDecoder : IDecoder
{
    public bool ShowsResponse => false;

    public Task DecodeAsync(Stream body, BodyTarget target, CancellationToken cancellationToken) =>
        target.ReadAsync(body, new Lines(target.Values()), cancellationToken);

    private sealed class Lines(IRecordReceiver values) : IBodyScanner
    {
        private readonly JsonBytes _value = new();

        public int Scan(ReadOnlySpan<byte> data, bool isFinal)
        {
            var start = 0;
            while (true)
            {
                var length = data[start..].IndexOfAny((byte)'\n', (byte)'\r');
                var end = start + length;

                // A carriage return at the end of a piece may be followed by its line feed.
                if (length < 0 || !isFinal && data[end] == '\r' && end + 1 == data.Length) break;
                Emit(data[start..end]);
                start = end + (data[end] == '\r' && end + 1 < data.Length && data[end + 1] == '\n' ? 2 : 1);
            }

            if (!isFinal) return start;
            if (start < data.Length) Emit(data[start..]);
            return data.Length;
        }

        private void Emit(ReadOnlySpan<byte> line)
        {
            _value.Clear();
            _value.Raw("{\"record\":"u8);
            _value.TextUtf8(line);
            _value.Byte((byte)'}');
            values.OnRecord(_value.Written);
        }
    }
}
