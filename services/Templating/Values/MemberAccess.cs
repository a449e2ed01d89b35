using ControlPlane.Templating.Methods;

namespace ControlPlane.Templating.Values;

/// <summary>value.name, value[key] and slices.</summary>
internal static class MemberAccess
{
    /// <summary>value.name: methods and members first, then items.</summary>
    public static object? Attribute(object? target, string name, UndefinedBehavior behavior)
    {
        switch (target)
        {
            case Undefined undefined:
                return undefined.Chain(name);
            case ITemplateObject other:
                return other.TryGetMember(name, out var member) || other.TryGetItem(name, out member) ? member : Missing(target, name, behavior);
        }

        if (ValueMethods.TryGet(target, name, out var method))
            return method;
        return target is IReadOnlyDictionary<string, object?> dict && dict.TryGetValue(name, out var item) ? item : Missing(target, name, behavior);
    }

    /// <summary>value[key]: items first, then members.</summary>
    public static object? Item(object? target, object? key, UndefinedBehavior behavior)
    {
        switch (target)
        {
            case Undefined undefined:
                return undefined.Chain();
            case ITemplateObject other:
                return other.TryGetItem(key, out var member) || (key is string text && other.TryGetMember(text, out member))
                    ? member
                    : Missing(target, key, behavior);
            case IReadOnlyDictionary<string, object?> dict:
                if (key is not (Undefined or List<object?>) && Mappings.TryGet(dict, key, out var item))
                    return item;
                break;
            case string or IReadOnlyList<object?> when Numbers.TryToLong(key, out var index):
                if (TryIndex(target, index, out item))
                    return item;
                break;
        }

        return key is string name && ValueMethods.TryGet(target, name, out var method) ? method : Missing(target, key, behavior);
    }

    public static object? Slice(object? target, object? start, object? stop, object? step)
    {
        if (target is Undefined undefined)
            throw undefined.Fail();
        IReadOnlyList<object?> list = target switch
        {
            string text => [.. PythonString.Characters(text)],
            IReadOnlyList<object?> items => items,
            _ => throw TemplateException.Type($"'{TypeName.Of(target)}' object is not subscriptable"),
        };

        var picked = SliceRange.Of(list.Count, start, stop, step).Select(i => list[i]);
        return target switch
        {
            string => PythonString.Concatenate(picked),
            TupleValue => new TupleValue([.. picked]),
            _ => new List<object?>(picked),
        };
    }

    public static Undefined Missing(object? target, object? key, UndefinedBehavior behavior) => new(
        PythonText.Str(key is Undefined ? "" : key),
        key is string ? $"'{Describe(target)}' has no attribute '{key}'" : $"{Describe(target)} has no element {PythonText.Repr(key)}",
        behavior);

    private static string Describe(object? target) => target is null ? "None" : $"{TypeName.Of(target)} object";

    private static bool TryIndex(object target, long index, out object? item)
    {
        item = null;
        if (target is string text)
        {
            if (!PythonString.IsSimple(text))
                return TryIndex(PythonString.Characters(text).ToList(), index, out item);
            index = index < 0 ? index + text.Length : index;
            if (index < 0 || index >= text.Length)
                return false;
            item = text[(int)index].ToString();
            return true;
        }

        var list = (IReadOnlyList<object?>)target;
        index = index < 0 ? index + list.Count : index;
        if (index < 0 || index >= list.Count)
            return false;
        item = list[(int)index];
        return true;
    }
}
