using System.Globalization;
using System.Text.RegularExpressions;

namespace ControlPlane.Models.Projects;

/// <summary>The selectors of selectors.yml as manifest.json shows them: every definition a mapping, those that name another replaced by it.</summary>
internal static partial class SelectorValues
{
    public static IEnumerable<KeyValuePair<string, object?>> Of(IReadOnlyList<object?> selectors)
    {
        var known = new OrderedDictionary<string, object?>(StringComparer.Ordinal);
        foreach (var selector in selectors.OfType<Dictionary<string, object?>>())
        {
            var name = selector["name"] as string ?? "";
            known[name] = new Dictionary<string, object?>(selector, StringComparer.Ordinal) { ["definition"] = Definition(selector["definition"], known) };
        }
        return known;
    }

    private static object? Definition(object? definition, OrderedDictionary<string, object?> known) => definition switch
    {
        string text => Criterion(text),
        Dictionary<string, object?> map when map.ContainsKey("union") => Combined("union", map, known),
        Dictionary<string, object?> map when map.ContainsKey("intersection") => Combined("intersection", map, known),
        Dictionary<string, object?> { Count: > 0 } map => Single(map, known),
        _ => definition,
    };

    private static Dictionary<string, object?> Combined(string kind, Dictionary<string, object?> map, OrderedDictionary<string, object?> known) =>
        new(StringComparer.Ordinal) { [kind] = (map[kind] as List<object?> ?? []).Select(each => Definition(each, known)).ToList() };

    private static object? Single(Dictionary<string, object?> map, OrderedDictionary<string, object?> known)
    {
        var (key, value) = map.First();
        if (value is List<object?> list) value = list.Select(each => Definition(each, known)).ToList();
        if (key == "exclude") return new Dictionary<string, object?>(StringComparer.Ordinal) { [key] = value };
        if (map.Count == 1) return new Dictionary<string, object?>(StringComparer.Ordinal) { ["method"] = key, ["value"] = value };
        return key == "method" && value is "selector" && map.GetValueOrDefault("value") is string name && known.GetValueOrDefault(name) is Dictionary<string, object?> other
            ? other["definition"] : map;
    }

    /// <summary><c>2+tag:nightly</c></summary>
    private static Dictionary<string, object?> Criterion(string text)
    {
        var match = Pattern().Match(text);
        var criterion = new Dictionary<string, object?>(StringComparer.Ordinal);
        if (match.Groups["childrens"].Success) criterion["childrens_parents"] = true;
        Depth("parents");
        criterion["method"] = match.Groups["method"].Success ? match.Groups["method"].Value : Method(match.Groups["value"].Value);
        criterion["value"] = match.Groups["value"].Value;
        Depth("children");
        return criterion;

        void Depth(string side)
        {
            if (!match.Groups[side].Success) return;
            criterion[side] = true;
            if (long.TryParse(match.Groups[$"{side}_depth"].Value, CultureInfo.InvariantCulture, out var depth)) criterion[$"{side}_depth"] = depth;
        }
    }

    private static string Method(string value) =>
        value.Contains('/', StringComparison.Ordinal) ? "path"
        : value.EndsWith(".sql", StringComparison.OrdinalIgnoreCase) || value.EndsWith(".py", StringComparison.OrdinalIgnoreCase) || value.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) ? "file"
        : "fqn";

    [GeneratedRegex(@"^(?<childrens>@)?(?<parents>(?<parents_depth>\d*)\+)?(?:(?<method>[\w.]+):)?(?<value>.*?)(?<children>\+(?<children_depth>\d*))?$", RegexOptions.Singleline)]
    private static partial Regex Pattern();
}
