using System.Collections.Frozen;
using ControlPlane.Templating.Values;

namespace ControlPlane.Templating.Methods;

internal static class ListMethods
{
    public static FrozenDictionary<string, Method> Tuple { get; } = new Dictionary<string, Method>
    {
        ["count"] = (self, arguments) => (long)Items(self).Count(item => PythonComparison.AreEqual(item, arguments.Require(0, "value"))),
        ["index"] = (self, arguments) => IndexOf(self, arguments),
    }.ToFrozenDictionary();

    public static FrozenDictionary<string, Method> All { get; } = new Dictionary<string, Method>(Tuple)
    {
        ["append"] = (self, arguments) => Change(self, arguments, list => list.Add(arguments.Require(0, "object"))),
        ["extend"] = (self, arguments) => Change(self, arguments, list => list.AddRange(Sequences.ToList(arguments.Require(0, "iterable")))),
        ["insert"] = (self, arguments) => Change(self, arguments, list => list.Insert(Clamp(list, arguments.Require<long>(0, "index")), arguments.Require(1, "object"))),
        ["remove"] = (self, arguments) => Change(self, arguments, list => list.RemoveAt((int)IndexOf(list, arguments))),
        ["pop"] = Pop,
        ["clear"] = (self, arguments) => Change(self, arguments, list => list.Clear()),
        ["reverse"] = (self, arguments) => Change(self, arguments, list => list.Reverse()),
        ["copy"] = (self, _) => new List<object?>(Items(self)),
        ["sort"] = Sort,
    }.ToFrozenDictionary();

    private static IReadOnlyList<object?> Items(object self) => (IReadOnlyList<object?>)self;

    private static List<object?> Own(object self) =>
        self as List<object?> ?? throw TemplateException.Type("this list cannot be changed by a template");

    private static object? Change(object self, TemplateArguments arguments, Action<List<object?>> change)
    {
        var list = Own(self);
        change(list);
        arguments.CheckSize(list.Count);
        return null;
    }

    private static int Clamp(List<object?> list, long index) =>
        (int)Math.Clamp(index < 0 ? index + list.Count : index, 0, list.Count);

    private static long IndexOf(object self, TemplateArguments arguments)
    {
        var wanted = arguments.Require(0, "value");
        var items = Items(self);
        for (var i = 0; i < items.Count; i++)
        {
            if (PythonComparison.AreEqual(items[i], wanted))
                return i;
        }

        throw new TemplateException($"{PythonText.Repr(wanted)} is not in list");
    }

    private static object? Pop(object self, TemplateArguments arguments)
    {
        var list = Own(self);
        var index = arguments.Get(0, "index", -1L);
        index = index < 0 ? index + list.Count : index;
        if (index < 0 || index >= list.Count)
            throw new TemplateException(list.Count == 0 ? "pop from empty list" : "pop index out of range");
        var item = list[(int)index];
        list.RemoveAt((int)index);
        return item;
    }

    private static object? Sort(object self, TemplateArguments arguments)
    {
        var list = Own(self);
        var reverse = arguments.Get(-1, "reverse", false);
        var key = arguments.Named.GetValueOrDefault("key") as TemplateFunction;
        var sorted = Sorting.Sort(list, item => key is null ? item : key(new TemplateArguments([item])), reverse);
        list.Clear();
        list.AddRange(sorted);
        return null;
    }
}
