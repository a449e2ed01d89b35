using System.Globalization;
using System.Text.Json;

namespace ControlPlane.Connectors.Records;

/// <summary>Takes the records of a page as the scanner finds them; the bytes are those of the page and only lent.</summary>
internal interface IRecordReceiver
{
    void OnRecord(ReadOnlySpan<byte> recordUtf8);
}

/// <summary>
/// Walks through a JSON page piece by piece and cuts out the exact bytes of each record, without building a tree. The records are the
/// elements of the array at the field path (or the single value there); <c>*</c> stands for every element or every field, a number for
/// one element. Values off the path are read past in pieces, so that only one record has to fit into memory.
/// </summary>
internal sealed class RecordScanner(
    IReadOnlyList<string> path, ResponseCapture? capture, IRecordReceiver receiver, bool allowMultipleValues = false)
{
    private readonly Stack<Frame> _frames = new();
    private JsonReaderState _state = new(new JsonReaderOptions { MaxDepth = 1000, AllowMultipleValues = allowMultipleValues });
    private int _skipUntilDepth = -1;

    /// <summary>A value has been begun and not ended.</summary>
    public bool IsInside => _frames.Count > 0;

    private enum Container
    {
        Object,
        Array,
        Records,
    }

    /// <summary>Reads as far as whole tokens and whole records go.</summary>
    /// <returns>How many bytes are done with; the rest must come again, with more behind it.</returns>
    /// <exception cref="JsonException">The page is not valid JSON, or <paramref name="isFinal"/> and it ends too early.</exception>
    public int Scan(ReadOnlySpan<byte> data, bool isFinal)
    {
        var reader = new Utf8JsonReader(data, isFinal, _state);
        capture?.Begin();
        while (true)
        {
            var before = reader;
            if (_skipUntilDepth >= 0 ? SkipOn(ref reader) : Step(ref reader, data))
            {
                capture?.Advance(data, (int)reader.BytesConsumed);
                continue;
            }

            if (_skipUntilDepth < 0) reader = before;
            _state = reader.CurrentState;
            capture?.Advance(data, (int)reader.BytesConsumed);
            return (int)reader.BytesConsumed;
        }
    }

    private bool SkipOn(ref Utf8JsonReader reader)
    {
        while (reader.Read())
        {
            if (reader.TokenType is not (JsonTokenType.EndObject or JsonTokenType.EndArray) || reader.CurrentDepth != _skipUntilDepth) continue;
            _skipUntilDepth = -1;
            return true;
        }

        return false;
    }

    private bool Step(ref Utf8JsonReader reader, ReadOnlySpan<byte> data)
    {
        if (!reader.Read()) return false;
        if (_frames.Count == 0) return Value(ref reader, data, 0);
        var frame = _frames.Peek();
        if (reader.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray)
        {
            if (frame.Kind == Container.Records) capture?.Resume((int)reader.TokenStartIndex);
            _frames.Pop();
            return true;
        }

        switch (frame.Kind)
        {
            case Container.Records:
                return Emit(ref reader, data);
            case Container.Object:
                var wanted = path[frame.Segment];
                var named = wanted == "*" || reader.ValueTextEquals(wanted);
                return reader.Read() && (named ? Value(ref reader, data, frame.Segment + 1) : Skip(ref reader));
            default:
                var segment = path[frame.Segment];
                var matches = segment == "*" || int.TryParse(segment, NumberStyles.None, CultureInfo.InvariantCulture, out var i) && i == frame.Index;
                if (!(matches ? Value(ref reader, data, frame.Segment + 1) : Skip(ref reader))) return false;
                frame.Index++;
                return true;
        }
    }

    private bool Value(ref Utf8JsonReader reader, ReadOnlySpan<byte> data, int segment)
    {
        var atRecords = segment == path.Count;
        switch (reader.TokenType)
        {
            case JsonTokenType.StartArray:
                _frames.Push(new(atRecords ? Container.Records : Container.Array, segment));
                if (atRecords) capture?.Suspend(data, (int)reader.BytesConsumed);
                return true;
            case JsonTokenType.StartObject when !atRecords:
                _frames.Push(new(Container.Object, segment));
                return true;
            case JsonTokenType.StartObject or JsonTokenType.String or JsonTokenType.Number or JsonTokenType.True when atRecords:
                return Emit(ref reader, data);
            default:
                return true;
        }
    }

    private bool Emit(ref Utf8JsonReader reader, ReadOnlySpan<byte> data)
    {
        var start = (int)reader.TokenStartIndex;
        if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray && !reader.TrySkip()) return false;
        receiver.OnRecord(data[start..(int)reader.BytesConsumed]);
        return true;
    }

    private bool Skip(ref Utf8JsonReader reader)
    {
        if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray) _skipUntilDepth = reader.CurrentDepth;
        return true;
    }

    private sealed class Frame(Container kind, int segment)
    {
        public Container Kind => kind;

        public int Segment => segment;

        public int Index { get; set; }
    }
}
