using System.Numerics;
using ControlPlane.Connectors.Interpolation;
using ControlPlane.Connectors.Manifests;

namespace ControlPlane.Connectors.Records.Transformations;

/// <summary>One field that AddFields sets.</summary>
internal sealed record AddedField(IReadOnlyList<Interpolated> Path, Interpolated Value, Func<object?, bool>? Accepts)
{
    private static readonly Dictionary<string, Func<object?, bool>> Types = new(StringComparer.Ordinal)
    {
        // Whatever is read from the text and is not of the type stays text, as in the reference.
        ["string"] = static v => v is string,
        ["number"] = static v => v is double,
        ["integer"] = static v => v is long or BigInteger or bool,
        ["boolean"] = static v => v is bool,
    };

    public static ComponentKinds<AddedField> Kinds { get; } = new() { ["AddedFieldDefinition"] = Compile };

    private static AddedField? Compile(Component c)
    {
        var path = c.Templates("path", required: true);
        if (c.Has("path") && path.Count == 0) c.Error("path", "a field needs a name");
        Func<object?, bool>? accepts = null;
        if (c.Text("value_type") is { } type && !Types.TryGetValue(type, out accepts)) c.Error("value_type", $"one of {string.Join(", ", Types.Keys)}");
        return c.Template("value", required: true) is { } value && path.Count > 0 ? new(path, value, accepts) : null;
    }
}
