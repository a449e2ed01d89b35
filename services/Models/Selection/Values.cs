using System.Globalization;

namespace ControlPlane.Models.Selection;

/// <summary>Compares values of configurations by content, numbers of any type by value.</summary>
internal static class Values
{
    public static bool Same(object? left, object? right) => (left, right) switch
    {
        (null, null) => true,
        (null, _) or (_, null) => false,
        (IReadOnlyDictionary<string, object?> one, IReadOnlyDictionary<string, object?> other) =>
            one.Count == other.Count && one.All(pair => other.TryGetValue(pair.Key, out var value) && Same(pair.Value, value)),
        (string one, string other) => one == other,
        (string, _) or (_, string) => false,
        (IReadOnlyList<object?> one, IReadOnlyList<object?> other) => one.Count == other.Count && one.Zip(other).All(pair => Same(pair.First, pair.Second)),
        (bool one, bool other) => one == other,
        (bool, _) or (_, bool) => false,
        (IConvertible one, IConvertible other) when IsNumber(one) && IsNumber(other) => one.ToDouble(CultureInfo.InvariantCulture).Equals(other.ToDouble(CultureInfo.InvariantCulture)),
        _ => Equals(left, right),
    };

    private static bool IsNumber(IConvertible value) => value is long or int or double or decimal;
}
