namespace ControlPlane.Ingestion.Validation;

/// <summary>How many rows were rejected for which reason. Beyond a hundred reasons, further ones are counted together.</summary>
internal sealed class RejectionSummary
{
    private const int MaxReasons = 100;
    private const string Others = "other reasons";

    private readonly Dictionary<string, long> _counts = new(StringComparer.Ordinal);

    public long Total { get; private set; }

    public IReadOnlyDictionary<string, long> Counts => _counts;

    public void Add(RowFault fault)
    {
        var reason = fault.Summary;
        if (!_counts.ContainsKey(reason) && _counts.Count >= MaxReasons) reason = Others;
        _counts[reason] = _counts.GetValueOrDefault(reason) + 1;
        Total++;
    }

    /// <summary>The most frequent reasons: <c>not UTF-8 (12), not one JSON value (3)</c>.</summary>
    public string Top(int count = 3) => string.Join(", ", _counts.OrderByDescending(one => one.Value).ThenBy(one => one.Key, StringComparer.Ordinal).Take(count).Select(one => $"{one.Key} ({one.Value})"));
}
