using System.Numerics;
using ControlPlane.Connectors.Manifests;

namespace ControlPlane.Connectors.Interpolation;

/// <summary>The type that a manifest wants a rendered value to have.</summary>
internal enum WantedType
{
    String,
    Number,
    Integer,
    Boolean,
}

internal static class WantedTypes
{
    /// <summary>The component's <c>value_type</c>; null when it says none.</summary>
    public static WantedType? Read(Component c)
    {
        WantedType? type = c.Text("value_type") switch
        {
            "string" => WantedType.String,
            "number" => WantedType.Number,
            "integer" => WantedType.Integer,
            "boolean" => WantedType.Boolean,
            _ => null,
        };
        if (type is null && c.Has("value_type")) c.Error("value_type", "one of string, number, integer, boolean");
        return type;
    }

    /// <summary>Whether a literal has the type. As in Python a boolean is an integer, but an integer is no float.</summary>
    public static bool Accepts(WantedType type, object? value) => type switch
    {
        WantedType.String => value is string,
        WantedType.Number => value is double,
        WantedType.Integer => value is int or long or BigInteger or bool,
        _ => value is bool,
    };
}
