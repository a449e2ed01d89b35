using System.Text.Json.Nodes;
using ControlPlane.Connectors.Interpolation;
using ControlPlane.Connectors.Manifests;

namespace ControlPlane.Connectors.Schemas;

/// <summary>What a source's own type becomes: a type's name, a list of two, or a complex type.</summary>
internal sealed record TypesMap(JsonNode Target, JsonNode Current, Interpolated? Condition)
{
    public static ComponentKinds<TypesMap> Kinds { get; } = new() { ["TypesMap"] = Compile };

    public bool Fits(JsonNode? type, JsonNode? definition, Scope scope) =>
        JsonNode.DeepEquals(type, Current) && (Condition is null || Condition.Test(scope.With("raw_schema", TemplateValues.FromJson(definition))));

    private static TypesMap? Compile(Component c)
    {
        if (c["target_type"] is { } target && c["current_type"] is { } current) return new(target, current, c.Template("condition"));
        c.Error("", "TypesMap needs target_type and current_type");
        return null;
    }
}
