using System.Globalization;
using ControlPlane.Templating.Values;

namespace ControlPlane.Models.Parsing.Properties;

/// <summary>YAML values as nodes hold them: plain dictionaries and lists, and dates as the texts that artifacts show.</summary>
internal static class PlainValues
{
    public static object? Of(object? value) => value switch
    {
        IReadOnlyDictionary<string, object?> map => Of(map),
        IReadOnlyList<object?> list => list.Select(Of).ToList(),
        DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateTime or DateTimeOffset => PythonText.Str(value).Replace(' ', 'T'),
        _ => value,
    };

    public static Dictionary<string, object?> Of(IReadOnlyDictionary<string, object?> map)
    {
        var plain = new Dictionary<string, object?>(map.Count, StringComparer.Ordinal);
        foreach (var (key, value) in map) plain[key] = Of(value);
        return plain;
    }

    /// <summary>Mappings key by key; of two lists the later one's items go first, as the reference does for versions of models.</summary>
    public static Dictionary<string, object?> DeepMerge(IReadOnlyDictionary<string, object?> under, IReadOnlyDictionary<string, object?> over)
    {
        var merged = Of(under);
        foreach (var (key, value) in over)
        {
            merged[key] = (merged.GetValueOrDefault(key), value) switch
            {
                (IReadOnlyDictionary<string, object?> left, IReadOnlyDictionary<string, object?> right) => DeepMerge(left, right),
                (IReadOnlyList<object?> left, IReadOnlyList<object?> right) => right.Select(Of).Concat(left).ToList(),
                _ => Of(value),
            };
        }
        return merged;
    }
}
