using ControlPlane.Models.Jinja.Values;
using ControlPlane.Templating;
using static ControlPlane.Models.Jinja.Context.Modules;

namespace ControlPlane.Models.Jinja.Context;

/// <summary><c>modules.itertools</c>: its functions that end by themselves, giving lists.</summary>
internal static class ItertoolsModule
{
    private const int MaxItems = 1_000_000;

    public static MemberMap All { get; } = Module("<module 'itertools'>", new()
    {
        ["chain"] = Module(
            "<class 'itertools.chain'>",
            new() { ["from_iterable"] = Function(arguments => Bound(Pool(arguments).SelectMany(TemplateValue.Iterate))) },
            arguments => Bound(arguments.Positional.SelectMany(TemplateValue.Iterate))),
        ["product"] = Function(arguments => Bound(Product([.. Repeat(arguments)]))),
        ["permutations"] = Function(arguments => Choose(arguments, (index, chosen) => !chosen.Contains(index))),
        ["combinations"] = Function(arguments => Choose(arguments, (index, chosen) => chosen.All(before => before < index))),
        ["combinations_with_replacement"] = Function(arguments => Choose(arguments, (index, chosen) => chosen.All(before => before <= index))),
        ["repeat"] = Function(arguments => Bound(Enumerable.Repeat(arguments[0, "object"], arguments.Require<int>(1, "times")))),
        ["islice"] = Function(Slice),
        ["zip_longest"] = Function(ZipLongest),
        ["accumulate"] = Function(Accumulate),
        ["compress"] = Function(Compress),
    });

    private static List<object?> Pool(TemplateArguments arguments) => [.. TemplateValue.Iterate(arguments[0, "iterable"])];

    private static List<object?> Bound(IEnumerable<object?> items)
    {
        List<object?> list = [.. items.Take(MaxItems + 1)];
        return list.Count > MaxItems ? throw new TemplateException($"itertools would give more than {MaxItems} items", TemplateErrorKind.Limit) : list;
    }

    private static IEnumerable<List<object?>> Repeat(TemplateArguments arguments)
    {
        var pools = arguments.Positional.Select(items => TemplateValue.Iterate(items).ToList()).ToList();
        return Enumerable.Repeat(pools, arguments.Get(-1, "repeat", 1)).SelectMany(each => each);
    }

    private static IEnumerable<object?> Product(List<object?>[] pools)
    {
        IEnumerable<object?[]> rows = [[]];
        foreach (var pool in pools) rows = rows.SelectMany(row => pool.Select(item => (object?[])[.. row, item]));
        return rows.Select(row => TemplateValue.Tuple(row));
    }

    /// <param name="arguments">The items, and how many are picked at a time.</param>
    /// <param name="may">Whether the item at an index may follow those picked before.</param>
    private static List<object?> Choose(TemplateArguments arguments, Func<int, int[], bool> may)
    {
        var pool = Pool(arguments);
        IEnumerable<int[]> picks = [[]];
        for (var i = arguments.Get(1, "r", pool.Count); i > 0; i--)
            picks = picks.SelectMany(chosen => Enumerable.Range(0, pool.Count).Where(index => may(index, chosen)).Select(index => (int[])[.. chosen, index]));
        return Bound(picks.Select(chosen => TemplateValue.Tuple([.. chosen.Select(index => pool[index])])));
    }

    private static object? Slice(TemplateArguments arguments)
    {
        var (start, stop, step) = arguments.Positional.Count == 2
            ? (0, arguments.Get<int?>(1, "stop"), 1)
            : (arguments.Get<int?>(1, "start") ?? 0, arguments.Get<int?>(2, "stop"), arguments.Get<int?>(3, "step") ?? 1);
        return Bound(TemplateValue.Iterate(arguments[0, "iterable"]).Take(stop ?? int.MaxValue).Skip(start).Where((_, index) => index % Math.Max(1, step) == 0));
    }

    private static object? ZipLongest(TemplateArguments arguments)
    {
        var columns = arguments.Positional.Select(items => TemplateValue.Iterate(items).ToList()).ToList();
        return Bound(Enumerable.Range(0, columns.Select(column => column.Count).DefaultIfEmpty().Max())
            .Select(i => TemplateValue.Tuple([.. columns.Select(column => i < column.Count ? column[i] : arguments[-1, "fillvalue"])])));
    }

    private static List<object?> Compress(TemplateArguments arguments) =>
        [.. Pool(arguments).Zip(TemplateValue.Iterate(arguments[1, "selectors"])).Where(pair => TemplateValue.IsTrue(pair.Second)).Select(pair => pair.First)];

    private static object? Accumulate(TemplateArguments arguments)
    {
        List<object?> sums = [];
        foreach (var item in Pool(arguments))
            sums.Add(sums.Count == 0 ? item : Together(sums[^1], item));
        return sums;

        object? Together(object? sum, object? item) =>
            arguments[1, "func"] is TemplateFunction function ? function(new TemplateArguments([sum, item])) : TemplateValue.Add(sum, item);
    }
}
