using System.Numerics;

namespace ControlPlane.Templating.Values;

/// <summary>Equality of values as Python has it (1 == 1.0 == True), for keys and sets.</summary>
internal sealed class KeyComparer : IEqualityComparer<object>
{
    public static KeyComparer Instance { get; } = new();

    public new bool Equals(object? x, object? y) => PythonComparison.AreEqual(x, y);

    /// <summary>Deeper parts only make keys unequal: tuples may hold one another more often than can be counted.</summary>
    private const int HashedDepth = 4;

    public int GetHashCode(object obj) => GetHashCode(obj, HashedDepth);

    private static int GetHashCode(object obj, int depth) => obj switch
    {
        string text => text.GetHashCode(StringComparison.Ordinal),
        bool flag => flag ? 1.0.GetHashCode() : 0.0.GetHashCode(),
        long number => ((double)number).GetHashCode(),
        BigInteger number => ((double)number).GetHashCode(),
        double number => number.GetHashCode(),
        DateTimeOffset time => time.UtcTicks.GetHashCode(),
        IReadOnlyList<object?> list when depth == 0 => list.Count,
        IReadOnlyList<object?> list => list.Aggregate(17, (hash, item) => HashCode.Combine(hash, item is null ? 0 : GetHashCode(item, depth - 1))),
        IReadOnlyDictionary<string, object?> dict => dict.Count,
        _ => obj.GetHashCode(),
    };
}
