using System.Collections;

namespace ControlPlane.Templating.Values;

/// <summary>A Python set; keeps the order of insertion.</summary>
public sealed class SetValue : ITemplateObject, IReadOnlyCollection<object?>
{
    private static readonly object None = new();

    private readonly OrderedDictionary<object, object?> _items = new(KeyComparer.Instance);

    /// <exception cref="TemplateException">An item is a list or a dict, or <paramref name="items"/> cannot be iterated.</exception>
    public SetValue(object? items)
    {
        foreach (var item in Sequences.Iterate(items)) Add(item);
    }

    public int Count => _items.Count;

    public bool IsTrue => Count > 0;

    public bool TryGetMember(string name, out object? value)
    {
        TemplateFunction? method = name switch
        {
            "add" => arguments => Change(() => Add(arguments.Require(0, "elem"))),
            "discard" or "remove" => arguments => Change(() => _items.Remove(Key(arguments.Require(0, "elem")))),
            "update" => arguments => Change(() => Others(arguments).ForEach(Add)),
            "union" => arguments => new SetValue(this.Concat(Others(arguments))),
            "intersection" => arguments => Where(arguments, inOther: true),
            "difference" => arguments => Where(arguments, inOther: false),
            "symmetric_difference" => arguments => new SetValue(Where(arguments, inOther: false).Concat(new SetValue(Others(arguments)).Where(item => !Contains(item)))),
            "issubset" => arguments => new SetValue(arguments.Require(0, "other")) is var other && this.All(other.Contains),
            "issuperset" => arguments => Sequences.Iterate(arguments.Require(0, "other")).All(Contains),
            "isdisjoint" => arguments => !Sequences.Iterate(arguments.Require(0, "other")).Any(Contains),
            "copy" => _ => new SetValue(this),
            _ => null,
        };
        value = method;
        return method is not null;
    }

    public IEnumerator<object?> GetEnumerator() => _items.Keys.Select(key => ReferenceEquals(key, None) ? null : key).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public override string ToString() => Count == 0 ? "set()" : "{" + string.Join(", ", this.Select(PythonText.Repr)) + "}";

    public override bool Equals(object? obj) => obj is SetValue other && other.Count == Count && this.All(other.Contains);

    public override int GetHashCode() => Count;

    internal SetValue Without(SetValue other) => new(this.Where(item => !other.Contains(item)));

    private bool Contains(object? item) => _items.ContainsKey(Key(item));

    private void Add(object? item) => _items.TryAdd(Key(item), null);

    private SetValue Where(TemplateArguments arguments, bool inOther)
    {
        var other = new SetValue(Others(arguments));
        return new SetValue(this.Where(item => other.Contains(item) == inOther));
    }

    private static List<object?> Others(TemplateArguments arguments) => [.. arguments.Positional.SelectMany(Sequences.Iterate)];

    private static object? Change(Action change)
    {
        change();
        return null;
    }

    private static object Key(object? item) => item switch
    {
        null => None,
        List<object?> => throw TemplateException.Type("unhashable type: 'list'"),
        IReadOnlyDictionary<string, object?> => throw TemplateException.Type("unhashable type: 'dict'"),
        _ => item,
    };
}
