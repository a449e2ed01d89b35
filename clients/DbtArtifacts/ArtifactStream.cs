using System.Buffers;
using System.Text.Json;

namespace ControlPlane.Clients.DbtArtifacts;

/// <summary>A JSON object read through a window of one element: what nobody asked for passes by token by token.</summary>
internal sealed class ArtifactStream(Stream stream, string kind) : IDisposable
{
    /// <summary>One element is a node with its code.</summary>
    private const int MaxElementBytes = 64 << 20;

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(64 << 10);
    private int _start;
    private int _end;
    private bool _ended;
    private JsonReaderState _state = new(new JsonReaderOptions { MaxDepth = WireDepth });
    private string _name = "";

    public const int WireDepth = 256;

    /// <summary>Bytes taken in so far.</summary>
    public long Position { get; private set; }

    public async Task WalkAsync(IReadOnlyDictionary<string, ArtifactSection> sections, CancellationToken cancellationToken)
    {
        if (await NextAsync(cancellationToken) != JsonTokenType.StartObject) throw new JsonException();
        while (await NextAsync(cancellationToken) == JsonTokenType.PropertyName)
        {
            if (!sections.TryGetValue(_name, out var section)) await SkipAsync(cancellationToken);
            else if (section.ByElement) await ElementsAsync(section, cancellationToken);
            else section.Take(_name, await ValueAsync(cancellationToken));
        }
    }

    public void Dispose() => ArrayPool<byte>.Shared.Return(_buffer);

    private async Task ElementsAsync(ArtifactSection section, CancellationToken cancellationToken)
    {
        var first = await NextAsync(cancellationToken);
        if (first == JsonTokenType.Null) return;
        if (first is not (JsonTokenType.StartArray or JsonTokenType.StartObject)) throw new JsonException();
        while (true)
        {
            if (first == JsonTokenType.StartObject)
            {
                if (await NextAsync(cancellationToken) == JsonTokenType.EndObject) return;
                section.Take(_name, await ValueAsync(cancellationToken));
            }
            else
            {
                var element = await ValueAsync(cancellationToken);
                if (element.IsEmpty) return;
                section.Take("", element);
            }
        }
    }

    /// <summary>The next value whole; nothing where the array ends instead.</summary>
    private async ValueTask<ReadOnlyMemory<byte>> ValueAsync(CancellationToken cancellationToken)
    {
        int from, length;
        while (!TryValue(out from, out length)) await FillAsync(cancellationToken);
        return _buffer.AsMemory(from, length);
    }

    private bool TryValue(out int from, out int length)
    {
        from = length = 0;
        var reader = new Utf8JsonReader(_buffer.AsSpan(_start, _end - _start), _ended, _state);
        if (!reader.Read()) return false;
        var begin = reader.TokenStartIndex;
        var ends = reader.TokenType == JsonTokenType.EndArray;
        if (!ends && !reader.TrySkip()) return false;
        from = _start + (int)begin;
        length = ends ? 0 : (int)(reader.BytesConsumed - begin);
        Consume(ref reader);
        return true;
    }

    private async ValueTask SkipAsync(CancellationToken cancellationToken)
    {
        for (var depth = 0; ;)
        {
            depth += await NextAsync(cancellationToken) switch
            {
                JsonTokenType.StartObject or JsonTokenType.StartArray => 1,
                JsonTokenType.EndObject or JsonTokenType.EndArray => -1,
                _ => 0,
            };
            if (depth == 0) return;
        }
    }

    private async ValueTask<JsonTokenType> NextAsync(CancellationToken cancellationToken)
    {
        JsonTokenType token;
        while (!TryNext(out token)) await FillAsync(cancellationToken);
        return token;
    }

    private bool TryNext(out JsonTokenType token)
    {
        var reader = new Utf8JsonReader(_buffer.AsSpan(_start, _end - _start), _ended, _state);
        if (!reader.Read())
        {
            token = default;
            return false;
        }
        token = reader.TokenType;
        if (token == JsonTokenType.PropertyName) _name = reader.GetString()!;
        Consume(ref reader);
        return true;
    }

    private void Consume(ref Utf8JsonReader reader)
    {
        _state = reader.CurrentState;
        _start += (int)reader.BytesConsumed;
        Position += reader.BytesConsumed;
    }

    private async ValueTask FillAsync(CancellationToken cancellationToken)
    {
        if (_ended) throw new JsonException();
        if (_start == 0 && _end == _buffer.Length) Grow();
        else if (_start > 0) Shift();
        var read = await stream.ReadAsync(_buffer.AsMemory(_end), cancellationToken);
        _end += read;
        _ended = read == 0;
    }

    private void Shift()
    {
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        (_start, _end) = (0, _end - _start);
    }

    private void Grow()
    {
        if (_buffer.Length >= MaxElementBytes) throw new ArtifactException($"the {kind} artifact holds one element of more than {MaxElementBytes >> 20} MiB");
        var larger = ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
        _buffer.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
