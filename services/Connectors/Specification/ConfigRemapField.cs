using System.Text.Json.Nodes;
using ControlPlane.Connectors.Interpolation;
using ControlPlane.Connectors.Manifests;

namespace ControlPlane.Connectors.Specification;

/// <summary>Replaces the value of one field by what a map has for it; a value that the map lacks stays.</summary>
internal sealed record ConfigRemapField(IReadOnlyList<Interpolated> Path, InterpolatedTree Map) : IConfigTransformation
{
    public static ConfigRemapField? Compile(Component c)
    {
        var path = c.Templates("field_path", required: true);
        if (path.Count == 0 && c.Has("field_path")) c.Error("field_path", "a path needs at least one name");
        if (c["map"] is not JsonObject) c.Error("map", "expected a map of old values to new ones");
        return path.Count > 0 && c["map"] is JsonObject ? new(path, c.Tree("map")!) : null;
    }

    public void Apply(JsonObject config)
    {
        var scope = Scope.ForConfig(config);
        var target = config;
        foreach (var part in Path.SkipLast(1))
        {
            if (target[part.Render(scope)] is not JsonObject next) return;
            target = next;
        }

        var name = Path[^1].Render(scope);
        if (target[name] is not JsonValue value || Map.Evaluate(scope) is not IReadOnlyDictionary<string, object?> map) return;
        if (map.TryGetValue(TemplateValues.ToText(TemplateValues.FromJson(value)), out var mapped)) target[name] = TemplateValues.ToJson(mapped);
    }
}
