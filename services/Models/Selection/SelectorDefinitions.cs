using System.Globalization;

namespace ControlPlane.Models.Selection;

/// <summary>Named selections: selectors.yml.</summary>
public sealed class SelectorDefinitions
{
    private readonly Dictionary<string, SelectionSpec> _specs = new(StringComparer.Ordinal);
    private readonly IndirectSelection _indirect;

    private SelectorDefinitions(IndirectSelection indirect) => _indirect = indirect;

    public IReadOnlyDictionary<string, SelectionSpec> All => _specs;

    /// <summary>The one with <c>default: true</c>, used when neither select, exclude nor selector is given.</summary>
    public string? Default { get; private set; }

    /// <param name="file">selectors.yml as read; null when there is none.</param>
    /// <exception cref="SelectionException">A definition cannot be understood; it is named.</exception>
    public static SelectorDefinitions Read(IReadOnlyDictionary<string, object?>? file, IndirectSelection indirect = IndirectSelection.Eager)
    {
        var definitions = new SelectorDefinitions(indirect);
        foreach (var entry in file?.GetValueOrDefault("selectors") as IReadOnlyList<object?> ?? [])
        {
            if (entry is not IReadOnlyDictionary<string, object?> selector || selector.GetValueOrDefault("name") is not string name)
                throw new SelectionException("selectors.yml: each selector needs a name and a definition.");
            definitions._specs[name] = definitions.Named(name, selector);
        }

        return definitions;
    }

    private SelectionSpec Named(string name, IReadOnlyDictionary<string, object?> selector)
    {
        if (selector.GetValueOrDefault("default") is true)
            Default = Default is null ? name : throw new SelectionException($"selectors.yml: found multiple selectors with `default: true`: {Default} and {name}.");
        try
        {
            var definition = selector.GetValueOrDefault("definition");
            if (definition is IReadOnlyDictionary<string, object?> { Count: > 1 } map && (map.ContainsKey("union") || map.ContainsKey("intersection")))
                throw new SelectionException($"only a single 'union' or 'intersection' key is allowed in a root level definition; found {string.Join(", ", map.Keys)}");
            return Definition(definition);
        }
        catch (SelectionException exception)
        {
            throw new SelectionException($"selectors.yml: selector '{name}': {exception.Message}");
        }
    }

    private SelectionSpec Definition(object? definition) => definition switch
    {
        string text => CriteriaText.Criteria(text, _indirect),
        IReadOnlyDictionary<string, object?> map when map.ContainsKey("union") => Combined(map, "union"),
        IReadOnlyDictionary<string, object?> map when map.ContainsKey("intersection") => Combined(map, "intersection"),
        IReadOnlyDictionary<string, object?> map => Single(map),
        _ => throw new SelectionException("a definition is a text, or a mapping of union, intersection or a method"),
    };

    private SelectionSpec Combined(IReadOnlyDictionary<string, object?> map, string key)
    {
        var parts = new List<SelectionSpec>();
        SelectionSpec? excluded = null;
        foreach (var part in Parts(map, key))
        {
            if (part is IReadOnlyDictionary<string, object?> inner && inner.ContainsKey("exclude") && !inner.ContainsKey("method") && !inner.ContainsKey("union") && !inner.ContainsKey("intersection"))
                excluded = excluded is null ? Exclusions(inner) : throw new SelectionException("there cannot be several exclude parts in the same set operator");
            else
                parts.Add(Definition(part));
        }

        SelectionSpec combined = key == "union" ? new SelectionUnion(parts) { Raw = key } : new SelectionIntersection(parts) { Raw = key };
        return excluded is null ? combined : new SelectionDifference(combined, excluded) { Raw = key };
    }

    private SelectionSpec Single(IReadOnlyDictionary<string, object?> map)
    {
        if (map.Count == 1)
        {
            var (method, value) = map.First();
            return Criteria(new Dictionary<string, object?>(StringComparer.Ordinal) { ["method"] = method, ["value"] = value });
        }

        if (map.GetValueOrDefault("method") is "selector")
        {
            var name = map.GetValueOrDefault("value") as string ?? "";
            return _specs.TryGetValue(name, out var known) ? known
                : throw new SelectionException($"there is no selector '{name}' before this one. {Errors.NearestNames.Advise(name, _specs.Keys, "Define it first.")}");
        }

        if (!map.ContainsKey("method") || !map.ContainsKey("value"))
            throw new SelectionException($"expected either one key or else 'method' and 'value', but got {string.Join(", ", map.Keys)}");
        var criteria = Criteria(map);
        return map.ContainsKey("exclude") && Exclusions(map) is { } excluded ? new SelectionDifference(criteria, excluded) { Raw = criteria.Raw } : criteria;
    }

    private SelectionCriteria Criteria(IReadOnlyDictionary<string, object?> map)
    {
        var (method, arguments) = CriteriaText.Method(map["method"] as string ?? "");
        return CriteriaText.Checked(new SelectionCriteria(
            method, arguments, map["value"], Flag(map, "childrens_parents"), Flag(map, "parents"), Depth(map, "parents_depth"), Flag(map, "children"), Depth(map, "children_depth"))
        {
            Raw = $"{map["method"]}:{map["value"]}",
            Indirect = map.GetValueOrDefault("indirect_selection") is string indirect ? Indirect(indirect) : _indirect,
        });
    }

    private SelectionSpec? Exclusions(IReadOnlyDictionary<string, object?> map) => Parts(map, "exclude").Select(Definition).ToList() switch
    {
        [] => null,
        [var one] => one,
        var several => new SelectionUnion(several),
    };

    private static IReadOnlyList<object?> Parts(IReadOnlyDictionary<string, object?> map, string key) =>
        map[key] as IReadOnlyList<object?> ?? throw new SelectionException($"invalid value for key '{key}': expected a list");

    /// <exception cref="SelectionException">It is none of eager, cautious, buildable, empty.</exception>
    public static IndirectSelection Indirect(string text) => text.ToUpperInvariant() switch
    {
        "EAGER" => IndirectSelection.Eager,
        "CAUTIOUS" => IndirectSelection.Cautious,
        "BUILDABLE" => IndirectSelection.Buildable,
        "EMPTY" => IndirectSelection.Empty,
        _ => throw new SelectionException($"'{text}' is not an indirect selection: use eager, cautious, buildable or empty."),
    };

    private static bool Flag(IReadOnlyDictionary<string, object?> map, string key) => map.GetValueOrDefault(key) is true or "true" or "True" or "@" or "+";

    private static int? Depth(IReadOnlyDictionary<string, object?> map, string key) =>
        map.GetValueOrDefault(key) is { } depth && int.TryParse(Convert.ToString(depth, CultureInfo.InvariantCulture), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
