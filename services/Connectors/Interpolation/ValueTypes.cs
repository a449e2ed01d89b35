using System.Numerics;
using ControlPlane.Connectors.Manifests;

namespace ControlPlane.Connectors.Interpolation;

/// <summary>The type that a manifest wants a rendered value to have.</summary>
internal enum ValueType
{
    String,
    Number,
    Integer,
    Boolean,
}

internal static class ValueTypes
{
    /// <summary>The component's <c>value_type</c>; null when it says none.</summary>
    public static ValueType? Read(Component c)
    {
        ValueType? type = c.Text("value_type") switch
        {
            "string" => ValueType.String,
            "number" => ValueType.Number,
            "integer" => ValueType.Integer,
            "boolean" => ValueType.Boolean,
            _ => null,
        };
        if (type is null && c.Has("value_type")) c.Error("value_type", "one of string, number, integer, boolean");
        return type;
    }

    /// <summary>Whether a literal has the type. As in Python a boolean is an integer, but an integer is no float.</summary>
    public static bool Accepts(ValueType type, object? value) => type switch
    {
        ValueType.String => value is string,
        ValueType.Number => value is double,
        ValueType.Integer => value is int or long or BigInteger or bool,
        _ => value is bool,
    };
}
