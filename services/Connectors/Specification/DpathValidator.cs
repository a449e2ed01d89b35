using System.Text.Json.Nodes;
using ControlPlane.Connectors.Interpolation;
using ControlPlane.Connectors.Manifests;

namespace ControlPlane.Connectors.Specification;

/// <summary>What stands at a path of the config must keep a rule; a path that leads nowhere breaks none.</summary>
internal sealed record DpathValidator(IReadOnlyList<Interpolated> Path, ValidateAdheresToSchema Strategy) : IConfigValidator
{
    public static DpathValidator? Compile(Component c)
    {
        var path = c.Templates("field_path", required: true);
        if (path.Count == 0 && c.Has("field_path")) c.Error("field_path", "a path needs at least one name");
        var strategy = c.Child("validation_strategy", ValidateAdheresToSchema.Kinds, required: true);
        return path.Count == 0 || strategy is null ? null : new(path, strategy);
    }

    public void Validate(JsonObject config)
    {
        var scope = Scope.ForConfig(config);
        string[] path = [.. Path.Select(p => p.Render(scope))];
        foreach (var value in TreePath.Find(config, path)) Strategy.Validate(value, string.Join('.', path));
    }
}
