using System.Globalization;
using System.Text.Json;
using ControlPlane.Connectors.Decoders;
using ControlPlane.Connectors.Records.Documents;

namespace ControlPlane.Connectors.Records;

/// <summary>Takes the records of a page as the scanner finds them; the bytes are those of the page and only lent.</summary>
internal interface IRecordReceiver
{
    void OnRecord(ReadOnlySpan<byte> recordUtf8);
}

/// <summary>
/// Walks through a JSON page piece by piece and cuts out the exact bytes of each record, without building a tree. The records are the
/// elements of the array at the field path (or the single value there, unless it is empty); <c>*</c> stands for every element or every
/// field, a number for one element. Of a page that is itself an array, each element is looked at as a page. Values off the path are read
/// past in pieces, so that only one record has to fit into memory.
/// </summary>
internal sealed class RecordScanner(
    IReadOnlyList<string> path, ResponseCapture? capture, IRecordReceiver receiver, bool allowMultipleValues = false) : IBodyScanner
{
    private readonly Stack<Frame> _frames = new();
    private JsonReaderState _state = new(new JsonReaderOptions { MaxDepth = JsonSlice.MaxDepth, AllowMultipleValues = allowMultipleValues });
    private readonly bool _hasWildcard = path.Contains("*");
    private int _skipUntilDepth = -1;

    /// <summary>Only items of an array at the path count, and <c>item</c> in it stands for every item of an array.</summary>
    public bool ReadsItems { get; init; }

    /// <summary>A value has been begun and not ended.</summary>
    public bool IsInside => _frames.Count > 0;

    private enum Container
    {
        Object,
        Array,
        Records,
        Pages,
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
            if (TryGoOn(ref reader, data))
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

    private bool TryGoOn(ref Utf8JsonReader reader, ReadOnlySpan<byte> data)
    {
        try
        {
            return _skipUntilDepth >= 0 ? SkipOn(ref reader) : Step(ref reader, data);
        }
        catch (JsonException e) when (reader.CurrentDepth >= JsonSlice.MaxDepth - 1)
        {
            throw new ConnectorException(ConnectorFaultKind.Source, $"the page is nested more than {JsonSlice.MaxDepth} levels deep", e);
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
        if (_frames.Count == 0)
        {
            if (reader.TokenType != JsonTokenType.StartArray || ReadsItems) return Value(ref reader, data, 0);
            Enter(Container.Pages, 0, path.Count == 0, ref reader, data);
            return true;
        }

        var frame = _frames.Peek();
        if (reader.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray)
        {
            if (frame.Suspends) capture!.Resume((int)reader.TokenStartIndex);
            _frames.Pop();
            return true;
        }

        switch (frame.Kind)
        {
            case Container.Records:
                return Emit(ref reader, data);
            case Container.Pages:
                return Value(ref reader, data, 0);
            case Container.Object:
                var wanted = path[frame.Segment];
                var named = wanted == "*" || reader.ValueTextEquals(wanted);
                return reader.Read() && (named ? Value(ref reader, data, frame.Segment + 1) : Skip(ref reader));
            default:
                var segment = path[frame.Segment];
                var matches = segment == "*" || ReadsItems && segment == "item" || int.TryParse(segment, NumberStyles.None, CultureInfo.InvariantCulture, out var i) && i == frame.Index;
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
                Enter(atRecords ? Container.Records : Container.Array, segment, atRecords, ref reader, data);
                return true;
            case JsonTokenType.StartObject when !atRecords:
                Enter(Container.Object, segment, false, ref reader, data);
                return true;
            case JsonTokenType.StartObject or JsonTokenType.String or JsonTokenType.Number or JsonTokenType.True when atRecords && !ReadsItems:
                return Emit(ref reader, data, single: !_hasWildcard);
            case JsonTokenType.StartObject:
                return Skip(ref reader);
            default:
                return true;
        }
    }

    private void Enter(Container kind, int segment, bool holdsRecords, ref Utf8JsonReader reader, ReadOnlySpan<byte> data)
    {
        var suspends = holdsRecords && capture is not null && !_frames.Any(f => f.Suspends);
        _frames.Push(new(kind, segment, suspends));
        if (suspends) capture!.Suspend(data, (int)reader.BytesConsumed);
    }

    private bool Emit(ref Utf8JsonReader reader, ReadOnlySpan<byte> data, bool single = false)
    {
        var start = (int)reader.TokenStartIndex;
        if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray && !reader.TrySkip()) return false;
        var record = data[start..(int)reader.BytesConsumed];
        if (!single || !IsEmpty(record)) receiver.OnRecord(record);
        return true;
    }

    /// <summary>A single value that the reference does not take for a record: {}, an empty text, 0.</summary>
    private static bool IsEmpty(ReadOnlySpan<byte> value) => value[0] switch
    {
        (byte)'{' => value[1..^1].IndexOfAnyExcept(" \r\n\t"u8) < 0,
        (byte)'"' => value.Length == 2,
        (byte)'0' or (byte)'-' => value.IndexOfAnyInRange((byte)'1', (byte)'9') < 0,
        _ => false,
    };

    private bool Skip(ref Utf8JsonReader reader)
    {
        if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray) _skipUntilDepth = reader.CurrentDepth;
        return true;
    }

    private sealed class Frame(Container kind, int segment, bool suspends)
    {
        /// <summary>The records within are not kept for templates.</summary>
        public bool Suspends => suspends;

        public Container Kind => kind;

        public int Segment => segment;

        public int Index { get; set; }
    }
}
