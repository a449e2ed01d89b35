using System.Globalization;
using ControlPlane.Templating.Values;

namespace ControlPlane.Templating.Filters;

/// <summary>The attribute argument of filters such as map, sort and groupby: "a.b.0" walks, several names split by commas give a tuple.</summary>
internal static class AttributePath
{
    public static Func<object?, object?> Getter(object? attribute, TemplateArguments arguments, Func<object?, object?>? then = null, bool hasDefault = false, object? fallback = null)
    {
        var behavior = arguments.Run?.Options.Undefined ?? UndefinedBehavior.Lenient;
        then ??= value => value;
        object?[] parts = attribute switch
        {
            null => [],
            string path => [.. path.Split('.').Select(part => long.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? index : (object)part)],
            _ => [attribute],
        };
        return item =>
        {
            foreach (var part in parts)
            {
                item = MemberAccess.Item(item, part, behavior);
                if (hasDefault && item is Undefined)
                    return fallback;
            }

            return then(item);
        };
    }

    /// <summary>As <see cref="Getter"/> for a list of paths with commas between.</summary>
    public static Func<object?, object?> MultiGetter(object? attribute, TemplateArguments arguments, Func<object?, object?>? then = null)
    {
        if (attribute is not string paths || !paths.Contains(',', StringComparison.Ordinal))
            return Getter(attribute, arguments, then);
        var getters = paths.Split(',').Select(path => Getter(path, arguments, then)).ToList();
        return item => new TupleValue([.. getters.Select(getter => getter(item))]);
    }

    /// <summary>Text compares without regard to case unless it is asked for.</summary>
    public static Func<object?, object?>? CaseRule(bool caseSensitive) =>
        caseSensitive ? null : value => value is string text ? text.ToLowerInvariant() : value;
}
