using System.Collections.Frozen;
using ControlPlane.Templating.Values;

namespace ControlPlane.Templating.Methods;

/// <summary>Methods of dictionaries. Keys, values and items are given as lists, which print a little shorter than Python's views.</summary>
internal static class DictMethods
{
    public static FrozenDictionary<string, Method> All { get; } = new Dictionary<string, Method>
    {
        ["get"] = (self, arguments) => Mappings.TryGet(Dict(self), arguments.Require(0, "key"), out var value) ? value : arguments[1, "default"],
        ["keys"] = (self, _) => Mappings.Keys(Dict(self)).ToList(),
        ["values"] = (self, _) => Mappings.Items(Dict(self)).Select(pair => pair.Value).ToList(),
        ["items"] = (self, _) => Mappings.Items(Dict(self)).Select(Mappings.Pair).ToList(),
        ["copy"] = (self, _) => Mappings.Copy(Dict(self)),
        ["update"] = Update,
        ["setdefault"] = SetDefault,
        ["pop"] = Pop,
        ["popitem"] = PopItem,
        ["clear"] = Clear,
    }.ToFrozenDictionary();

    private static IReadOnlyDictionary<string, object?> Dict(object self) => (IReadOnlyDictionary<string, object?>)self;

    private static object? Update(object self, TemplateArguments arguments)
    {
        var added = new DictValue();
        if (arguments.Positional.Count > 0)
            added.Update(arguments.Positional[0]);
        foreach (var (name, value) in arguments.Named)
            added.Set(name, value);
        foreach (var (key, value) in added.RawItems)
            Mappings.Set(Dict(self), key, value);
        arguments.CheckSize(Dict(self).Count);
        return null;
    }

    private static object? SetDefault(object self, TemplateArguments arguments)
    {
        var key = arguments.Require(0, "key");
        if (Mappings.TryGet(Dict(self), key, out var value))
            return value;
        Mappings.Set(Dict(self), key, arguments[1, "default"]);
        return arguments[1, "default"];
    }

    private static object? Pop(object self, TemplateArguments arguments)
    {
        var key = arguments.Require(0, "key");
        if (Mappings.Remove(Dict(self), key, out var value))
            return value;
        return arguments.TryGet(1, "default", out var fallback) ? fallback : throw new TemplateException($"KeyError: {PythonText.Repr(key)}");
    }

    private static object? PopItem(object self, TemplateArguments arguments)
    {
        var items = Mappings.Items(Dict(self)).ToList();
        if (items.Count == 0)
            throw new TemplateException("KeyError: 'popitem(): dictionary is empty'");
        Mappings.Remove(Dict(self), items[^1].Key, out _);
        return Mappings.Pair(items[^1]);
    }

    private static object? Clear(object self, TemplateArguments arguments)
    {
        foreach (var key in Mappings.Keys(Dict(self)).ToList())
            Mappings.Remove(Dict(self), key, out _);
        return null;
    }
}
