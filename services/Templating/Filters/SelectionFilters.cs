using ControlPlane.Templating.Nodes;
using ControlPlane.Templating.Tests;
using ControlPlane.Templating.Values;

namespace ControlPlane.Templating.Filters;

/// <summary>map, select, reject and groupby.</summary>
internal static class SelectionFilters
{
    public static Dictionary<string, TemplateFilter> All { get; } = new()
    {
        ["map"] = Map,
        ["select"] = (value, arguments) => Select(value, arguments, byAttribute: false, keep: true),
        ["reject"] = (value, arguments) => Select(value, arguments, byAttribute: false, keep: false),
        ["selectattr"] = (value, arguments) => Select(value, arguments, byAttribute: true, keep: true),
        ["rejectattr"] = (value, arguments) => Select(value, arguments, byAttribute: true, keep: false),
        ["groupby"] = GroupBy,
    };

    private static List<object?> Map(object? value, TemplateArguments arguments)
    {
        Func<object?, object?> change;
        if (arguments.Positional.Count == 0 && arguments.Named.TryGetValue("attribute", out var attribute))
        {
            var hasDefault = arguments.Named.TryGetValue("default", out var fallback);
            change = AttributePath.Getter(attribute, arguments, null, hasDefault, fallback);
        }
        else
        {
            var name = arguments.Require<string>(0, "filter");
            if (arguments.Run?.Options.Filters.TryGetValue(name, out var filter) != true && !BuiltInFilters.All.TryGetValue(name, out filter))
                throw new TemplateException($"No filter named '{name}'.", TemplateErrorKind.Syntax);
            var passed = arguments.Skip(1);
            change = item => filter!(item, passed);
        }

        return Items(value).Select(change).ToList();
    }

    private static List<object?> Select(object? value, TemplateArguments arguments, bool byAttribute, bool keep)
    {
        var skip = byAttribute ? 1 : 0;
        var get = byAttribute ? AttributePath.Getter(arguments.Require(0, "attribute"), arguments) : item => item;
        TemplateTest? test = null;
        if (arguments.Positional.Count > skip)
        {
            var name = Conversion.To<string>(arguments.Positional[skip], "test");
            if (arguments.Run?.Options.Tests.TryGetValue(name, out test) != true && !BuiltInTests.All.TryGetValue(name, out test))
                throw new TemplateException($"No test named '{name}'.", TemplateErrorKind.Syntax);
        }

        var passed = test is null ? TemplateArguments.None : arguments.Skip(skip + 1);
        return [.. Items(value).Where(item => (test is null ? Truth.Of(get(item)) : test(get(item), passed)) == keep)];
    }

    /// <summary>None and whatever else is not true counts as empty here, as in the reference.</summary>
    private static IEnumerable<object?> Items(object? value) => value is not Undefined && !Truth.Of(value) ? [] : Sequences.Iterate(value);

    private static List<object?> GroupBy(object? value, TemplateArguments arguments)
    {
        var attribute = arguments.Require(0, "attribute");
        var hasDefault = arguments.TryGet(1, "default", out var fallback);
        var caseSensitive = arguments.Get(2, "case_sensitive", false);
        var plain = AttributePath.Getter(attribute, arguments, null, hasDefault, fallback);
        var rule = AttributePath.CaseRule(caseSensitive) ?? (key => key);
        List<object?> groups = [];
        List<object?>? members = null;
        object? last = null;
        foreach (var item in Sorting.Sort(Sequences.Iterate(value), item => rule(plain(item)), reverse: false))
        {
            var key = rule(plain(item));
            if (members is null || !CompareExpression.Holds("==", key, last))
            {
                members = [];
                groups.Add(new GroupValue(plain(item), members));
            }

            members.Add(item);
            last = key;
        }

        return groups;
    }

    /// <summary>A group: unpacks as (grouper, list) and has both as attributes.</summary>
    private sealed class GroupValue(object? grouper, List<object?> list) : ITemplateObject, IReadOnlyList<object?>
    {
        public int Count => 2;

        public object? this[int index] => index switch { 0 => grouper, 1 => list, _ => throw new TemplateException("tuple index out of range") };

        public bool TryGetMember(string name, out object? value)
        {
            value = name switch { "grouper" => grouper, "list" => list, _ => null };
            return name is "grouper" or "list";
        }

        public bool TryGetItem(object? key, out object? value)
        {
            value = null;
            if (!Numbers.TryToLong(key, out var index) || index is < -2 or > 1)
                return false;
            value = this[(int)(index < 0 ? index + 2 : index)];
            return true;
        }

        public IEnumerator<object?> GetEnumerator() => new List<object?> { grouper, list }.GetEnumerator();

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
