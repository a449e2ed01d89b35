using System.Text.Json.Nodes;
using ControlPlane.Connectors.Interpolation;
using ControlPlane.Connectors.Manifests;

namespace ControlPlane.Connectors.Specification;

internal sealed record ConfigRemoveFields(IReadOnlyList<IReadOnlyList<string>> Pointers, Interpolated? Condition) : IConfigTransformation
{
    public static ConfigRemoveFields Compile(Component c)
    {
        if (c["field_pointers"] is JsonArray pointers && pointers.All(p => p is JsonArray))
            return new([.. pointers.Select(p => p!.AsArray().Select(n => n?.ToString() ?? "").ToArray())], c.Template("condition"));
        c.Error("field_pointers", "expected a list of paths, each a list of names");
        return new([], null);
    }

    public void Apply(JsonObject config)
    {
        if (Condition is { Text.Length: > 0 } && !Condition.Test(Scope.ForConfig(config))) return;
        foreach (var pointer in Pointers) TreePath.Remove(config, pointer);
    }
}
