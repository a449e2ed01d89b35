using System.Text;
using System.Text.Json;

namespace ControlPlane.Ingestion.Schemas;

/// <summary>Finds fields by the UTF-8 of their names. Records tend to name their fields in one order, so the one after the last find is tried first.</summary>
internal sealed class FieldTable(int most)
{
    private readonly List<(byte[] Utf8, WatchedField Field)> _fields = [];
    private readonly Dictionary<string, int> _byName = new(StringComparer.Ordinal);
    private int _expected;

    public IEnumerable<WatchedField> Fields => _fields.Select(one => one.Field);

    public WatchedField Add(string name)
    {
        var field = new WatchedField(name);
        _byName.Add(name, _fields.Count);
        _fields.Add((Encoding.UTF8.GetBytes(name), field));
        return field;
    }

    /// <summary>The field whose name is under the reader; a new one is added. Null once there are too many.</summary>
    public WatchedField? Find(ref Utf8JsonReader reader)
    {
        if (_expected < _fields.Count && Is(ref reader, _fields[_expected].Utf8)) return _fields[_expected++].Field;
        if (!reader.ValueIsEscaped && _byName.GetAlternateLookup<ReadOnlySpan<char>>() is var names && reader.ValueSpan.Length <= 256)
        {
            Span<char> text = stackalloc char[256];
            var length = Encoding.UTF8.GetChars(reader.ValueSpan, text);
            if (names.TryGetValue(text[..length], out var index)) return At(index);
        }
        else if (_byName.TryGetValue(reader.GetString()!, out var index))
        {
            return At(index);
        }
        return _fields.Count < most ? Add(reader.GetString()!) : null;
    }

    private WatchedField At(int index)
    {
        _expected = index + 1;
        return _fields[index].Field;
    }

    public void BeginRow() => _expected = 0;

    private static bool Is(ref Utf8JsonReader reader, byte[] name) => reader.ValueIsEscaped ? reader.ValueTextEquals(name) : reader.ValueSpan.SequenceEqual(name);
}
