using System.Numerics;

namespace ControlPlane.Templating.Values;

/// <summary>Python's name for a value's type, as its messages print it.</summary>
internal static class TypeName
{
    public static string Of(object? value) => value switch
    {
        null => "NoneType",
        bool => "bool",
        string => "str",
        long or int or BigInteger => "int",
        double => "float",
        TupleValue => "tuple",
        SetValue => "set",
        IReadOnlyDictionary<string, object?> => "dict",
        IReadOnlyList<object?> => "list",
        DateTimeOffset or DateTime => "datetime.datetime",
        DateOnly => "datetime.date",
        TimeSpan => "datetime.timedelta",
        Undefined => "Undefined",
        TemplateFunction => "function",
        _ => "object",
    };
}
