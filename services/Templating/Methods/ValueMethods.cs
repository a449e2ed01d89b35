using System.Collections.Frozen;
using ControlPlane.Templating.Nodes;
using ControlPlane.Templating.Values;

namespace ControlPlane.Templating.Methods;

internal delegate object? Method(object self, TemplateArguments arguments);

/// <summary>The methods and attributes of values. What is not listed in the tables does not exist for templates.</summary>
internal static class ValueMethods
{
    /// <summary>The method of that name, or null.</summary>
    public static Method? Find(object? self, string name) => TableOf(self) is { } table && table.TryGetValue(name, out var method) ? method : null;

    /// <summary>A method bound to its value, or an attribute that is no method.</summary>
    public static bool TryGet(object? self, string name, out object? value)
    {
        if (Find(self, name) is { } method)
        {
            value = (TemplateFunction)(arguments => method(self!, arguments));
            return true;
        }

        value = null;
        return self switch
        {
            DateTimeOffset or DateTime or DateOnly or TimeSpan => TimeAttributes.TryGet(self, name, out value),
            TemplateFunction { Target: BoundMacro macro } => MacroAttributes.TryGet(macro.Callable, name, out value),
            _ => false,
        };
    }

    private static FrozenDictionary<string, Method>? TableOf(object? self) => self switch
    {
        string => StringMethods.All,
        IReadOnlyDictionary<string, object?> => DictMethods.All,
        TupleValue => ListMethods.Tuple,
        IReadOnlyList<object?> => ListMethods.All,
        DateTimeOffset or DateTime or DateOnly or TimeSpan => TimeMethods.All,
        long or double => NumberMethods.All,
        _ => null,
    };
}
