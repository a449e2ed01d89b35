using ControlPlane.Templating.Values;

namespace ControlPlane.Templating.Filters;

/// <summary>Filters over lists and dictionaries.</summary>
internal static class SequenceFilters
{
    public static Dictionary<string, TemplateFilter> All { get; } = new()
    {
        ["length"] = (value, _) => Sequences.Length(value),
        ["count"] = (value, _) => Sequences.Length(value),
        ["list"] = (value, _) => Sequences.ToList(value),
        ["first"] = (value, arguments) => Sequences.Iterate(value).DefaultIfEmpty(Empty("first", arguments)).First(),
        ["last"] = (value, arguments) => Sequences.Iterate(value).DefaultIfEmpty(Empty("last", arguments)).Last(),
        ["random"] = Random,
        ["reverse"] = (value, _) => value is string text ? PythonString.Reverse(text) : Sequences.Iterate(value).Reverse().ToList(),
        ["join"] = Join,
        ["items"] = (value, _) => value switch
        {
            Undefined => new List<object?>(),
            IReadOnlyDictionary<string, object?> dict => Mappings.Items(dict).Select(Mappings.Pair).ToList(),
            _ => throw TemplateException.Type("Can only get item pairs from a mapping."),
        },
        ["attr"] = (value, arguments) => value is IReadOnlyDictionary<string, object?>
            ? MemberAccess.Missing(value, arguments.Require<string>(0, "name"), UndefinedBehavior.Lenient)
            : MemberAccess.Attribute(value, arguments.Require<string>(0, "name"), arguments.Run?.Options.Undefined ?? UndefinedBehavior.Lenient),
        ["batch"] = Batch,
        ["slice"] = Slice,
        ["sort"] = (value, arguments) => Sorting.Sort(
            Sequences.Iterate(value),
            AttributePath.MultiGetter(arguments[2, "attribute"], arguments, AttributePath.CaseRule(arguments.Get(1, "case_sensitive", false))),
            arguments.Get(0, "reverse", false)),
        ["dictsort"] = DictSort,
        ["unique"] = Unique,
        ["min"] = (value, arguments) => Extreme(value, arguments, "min"),
        ["max"] = (value, arguments) => Extreme(value, arguments, "max"),
    };

    private static object? Random(object? value, TemplateArguments arguments)
    {
        var items = Sequences.ToList(value);
        return items.Count == 0 ? new Undefined("random", "No random item, sequence was empty.", arguments.Run?.Options.Undefined ?? UndefinedBehavior.Lenient) : items[System.Random.Shared.Next(items.Count)];
    }

    private static Undefined Empty(string name, TemplateArguments arguments) => new(
        name, $"No {name} item, sequence was empty.", arguments.Run?.Options.Undefined ?? UndefinedBehavior.Lenient);

    private static string Join(object? value, TemplateArguments arguments)
    {
        var separator = PythonText.Str(arguments.TryGet(0, "d", out var given) ? given : "");
        var attribute = AttributePath.Getter(arguments[1, "attribute"], arguments);
        var parts = Sequences.Iterate(value).Select(item => PythonText.Str(attribute(item))).ToList();
        var size = 0.0;
        foreach (var part in parts)
            size += (double)part.Length + separator.Length;
        arguments.CheckSize(size);
        return string.Join(separator, parts);
    }

    private static List<object?> Batch(object? value, TemplateArguments arguments)
    {
        var size = arguments.Require<int>(0, "linecount");
        arguments.CheckSize(size);
        var rows = Sequences.Iterate(value).Chunk(Math.Max(size, 1)).Select(row => new List<object?>(row)).ToList();
        if (rows.Count > 0 && arguments[1, "fill_with"] is { } fill)
            rows[^1].AddRange(Enumerable.Repeat<object?>(fill, size - rows[^1].Count));
        return new List<object?>(rows);
    }

    private static List<object?> Slice(object? value, TemplateArguments arguments)
    {
        var items = Sequences.ToList(value);
        var slices = arguments.Require<int>(0, "slices");
        arguments.CheckSize(slices);
        if (slices < 1)
            throw new TemplateException("slices must be at least 1");
        var (each, extra) = (items.Count / slices, items.Count % slices);
        var fill = arguments[1, "fill_with"];
        List<object?> rows = [];
        for (int i = 0, from = 0; i < slices; i++)
        {
            var size = each + (i < extra ? 1 : 0);
            var row = items.GetRange(from, size);
            if (fill is not null && i >= extra)
                row.Add(fill);
            rows.Add(row);
            from += size;
        }

        return rows;
    }

    private static List<object?> DictSort(object? value, TemplateArguments arguments)
    {
        var dict = value as IReadOnlyDictionary<string, object?> ?? throw TemplateException.Type("dictsort needs a mapping");
        var by = arguments.Get(1, "by", "key") switch
        {
            "key" => 0L,
            "value" => 1L,
            _ => throw new TemplateException("You can only sort by either \"key\" or \"value\""),
        };
        var key = AttributePath.Getter(by, arguments, AttributePath.CaseRule(arguments.Get(0, "case_sensitive", false)));
        return Sorting.Sort(Mappings.Items(dict).Select(Mappings.Pair), key, arguments.Get(2, "reverse", false));
    }

    private static List<object?> Unique(object? value, TemplateArguments arguments)
    {
        var key = AttributePath.Getter(arguments[1, "attribute"], arguments, AttributePath.CaseRule(arguments.Get(0, "case_sensitive", false)));
        var seen = new DictValue();
        List<object?> kept = [];
        foreach (var item in Sequences.Iterate(value))
        {
            var mark = key(item);
            if (seen.TryGet(mark, out _))
                continue;
            seen.Set(mark, null);
            kept.Add(item);
        }

        return kept;
    }

    private static object? Extreme(object? value, TemplateArguments arguments, string name)
    {
        var items = Sequences.ToList(value);
        if (items.Count == 0)
            return new Undefined(name, "No aggregated item, sequence was empty.", arguments.Run?.Options.Undefined ?? UndefinedBehavior.Lenient);
        var key = AttributePath.Getter(arguments[1, "attribute"], arguments, AttributePath.CaseRule(arguments.Get(0, "case_sensitive", false)));
        var best = items[0];
        foreach (var item in items.Skip(1))
        {
            var order = PythonComparison.Compare(key(item), key(best));
            if (name == "min" ? order < 0 : order > 0)
                best = item;
        }

        return best;
    }
}
