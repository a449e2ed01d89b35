using System.Collections.Frozen;
using ControlPlane.Templating.Values;

namespace ControlPlane.Templating.Evaluation;

/// <summary>What every template can call.</summary>
internal static class BuiltInGlobals
{
    public static FrozenDictionary<string, object?> All { get; } = new Dictionary<string, object?>
    {
        ["range"] = (TemplateFunction)Range,
        ["dict"] = (TemplateFunction)Dict,
        ["namespace"] = (TemplateFunction)(arguments => new NamespaceValue(Merge(arguments))),
        ["cycler"] = (TemplateFunction)(arguments => new CyclerValue(arguments.Positional)),
        ["joiner"] = (TemplateFunction)(arguments => Joiner(arguments.Get(0, "sep", ", ")!)),
    }.ToFrozenDictionary();

    private static List<object?> Range(TemplateArguments arguments)
    {
        var bounds = new long[arguments.Positional.Count];
        for (var at = 0; at < bounds.Length; at++)
            bounds[at] = Conversion.To<long>(arguments.Positional[at], "range");
        var (start, stop, step) = bounds switch
        {
            [var end] => (0L, end, 1L),
            [var from, var end] => (from, end, 1L),
            [var from, var end, var by] => (from, end, by),
            _ => throw TemplateException.Type("range expected 1 to 3 arguments"),
        };
        if (step == 0)
            throw new TemplateException("range() arg 3 must not be zero");
        // The reference's sandbox allows 100,000 as well.
        if (((double)stop - start) / step > 100_000)
            throw TemplateException.Limit("Range too big. The sandbox blocks ranges larger than 100000.");

        List<object?> items = [];
        for (var i = start; step > 0 ? i < stop : i > stop; i += step)
            items.Add(i);
        return items;
    }

    private static DictValue Dict(TemplateArguments arguments) => Merge(arguments);

    private static DictValue Merge(TemplateArguments arguments)
    {
        var dict = new DictValue();
        if (arguments.Positional.Count > 0)
            dict.Update(arguments.Positional[0]);
        foreach (var (name, value) in arguments.Named)
            dict.Set(name, value);
        return dict;
    }

    private static TemplateFunction Joiner(string separator)
    {
        var used = false;
        return _ =>
        {
            var text = used ? separator : "";
            used = true;
            return text;
        };
    }
}
