using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace ControlPlane.Connectors.Retrievers;

/// <summary>
/// A part of a stream that is read by its own requests: of one partition, one window of the cursor. To templates
/// (<c>stream_slice</c>, <c>stream_partition</c>, <c>stream_interval</c>) it is the map of the partition's and the window's fields, which
/// also answers to <c>partition</c>, <c>cursor_slice</c> and <c>extra_fields</c>.
/// </summary>
internal sealed class StreamSlice : IReadOnlyDictionary<string, object?>
{
    private static readonly Dictionary<string, object?> Nothing = [];
    private readonly IReadOnlyDictionary<string, object?> _fields;

    public StreamSlice(
        IReadOnlyDictionary<string, object?>? partition = null,
        IReadOnlyDictionary<string, object?>? cursorSlice = null,
        IReadOnlyDictionary<string, object?>? extraFields = null)
    {
        Partition = partition ?? Nothing;
        CursorSlice = cursorSlice ?? Nothing;
        ExtraFields = extraFields ?? Nothing;
        _fields = CursorSlice.Count == 0 ? Partition : Partition.Count == 0 ? CursorSlice : Merge(Partition, CursorSlice);
    }

    /// <summary>The whole stream.</summary>
    public static StreamSlice Whole { get; } = new();

    /// <summary>What tells the partition from the others; it stands in the state.</summary>
    public IReadOnlyDictionary<string, object?> Partition { get; }

    /// <summary>The bounds of the cursor's window, as they stand in requests.</summary>
    public IReadOnlyDictionary<string, object?> CursorSlice { get; }

    /// <summary>What else templates may want to know of the partition; not part of the state.</summary>
    public IReadOnlyDictionary<string, object?> ExtraFields { get; }

    public int Count => _fields.Count;

    public IEnumerable<string> Keys => _fields.Keys;

    public IEnumerable<object?> Values => _fields.Values;

    public object? this[string key] => _fields[key];

    public StreamSlice WithCursorSlice(IReadOnlyDictionary<string, object?> cursorSlice) => new(Partition, cursorSlice, ExtraFields);

    public bool ContainsKey(string key) => _fields.ContainsKey(key);

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out object? value)
    {
        if (_fields.TryGetValue(key, out value)) return true;
        value = key switch
        {
            "partition" => Partition,
            "cursor_slice" => CursorSlice,
            "extra_fields" => ExtraFields,
            _ => null,
        };
        return value is not null;
    }

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => _fields.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static Dictionary<string, object?> Merge(IReadOnlyDictionary<string, object?> partition, IReadOnlyDictionary<string, object?> cursorSlice)
    {
        var merged = new Dictionary<string, object?>(partition, StringComparer.Ordinal);
        foreach (var (name, value) in cursorSlice)
        {
            if (!merged.TryAdd(name, value))
                throw new ConnectorException(ConnectorFaultKind.Configuration, $"the partition router and the cursor both name a field '{name}': rename one of them");
        }

        return merged;
    }
}
