using ControlPlane.Templating.Values;

namespace ControlPlane.Templating.Evaluation;

/// <summary>namespace(): an object whose attributes can be set from inner scopes.</summary>
internal sealed class NamespaceValue(DictValue attributes) : ITemplateObject
{
    public bool TryGetMember(string name, out object? value) => attributes.TryGet(name, out value);

    public void Set(string name, object? value) => attributes.Set(name, value);

    public override string ToString() => $"<Namespace {PythonText.Repr(attributes)}>";
}

/// <summary>cycler(): hands out its items in turn.</summary>
internal sealed class CyclerValue(IReadOnlyList<object?> items) : ITemplateObject
{
    private int _at;

    public bool TryGetMember(string name, out object? value)
    {
        value = name switch
        {
            "current" => items.Count > 0 ? items[_at] : throw TemplateException.Type("at least one item has to be provided"),
            "next" or "__next__" => (TemplateFunction)(_ => Next()),
            "reset" => (TemplateFunction)(_ => _at = 0),
            _ => null,
        };
        return value is not null || name == "current";
    }

    private object? Next()
    {
        var item = items[_at];
        _at = (_at + 1) % items.Count;
        return item;
    }
}
