using ControlPlane.Models.Manifests;
using ControlPlane.Models.Projects;
using ControlPlane.Templating.Values;

namespace ControlPlane.Models.Parsing;

/// <summary>
/// The database, schema and alias of nodes. Where no package has a macro of its own for one of them, what the engine's macro would give is worked out
/// without rendering it, since it is needed for every node.
/// </summary>
internal sealed class NodeNames
{
    private readonly ParseState _state;
    private readonly HashSet<string> _custom;

    public NodeNames(ParseState state)
    {
        _state = state;
        var engine = state.Projects.All.Where(project => project.IsInternal).Select(project => project.Name).ToHashSet(StringComparer.Ordinal);
        _custom = ((string[])["database", "schema", "alias"])
            .Where(component => state.Manifest.Macros.Values.Any(macro => !engine.Contains(macro.PackageName) && macro.Name.EndsWith($"generate_{component}_name", StringComparison.Ordinal)))
            .ToHashSet(StringComparer.Ordinal);
    }

    private TargetProfile Target => _state.Adapter.Target;

    public string? Database(ManifestNode node) =>
        _custom.Contains("database") ? _state.Renderer.GenerateName("database", node.Config.Database, node) : node.Config.Database?.Trim() ?? Target.Database;

    public string Schema(ManifestNode node) =>
        _custom.Contains("schema") ? _state.Renderer.GenerateName("schema", node.Config.Schema, node) ?? ""
        : node.Config.Schema is { } custom ? $"{Target.Schema}_{custom.Trim()}" : Target.Schema;

    public string Alias(ManifestNode node) =>
        _custom.Contains("alias") ? _state.Renderer.GenerateName("alias", node.Config.Alias, node) ?? ""
        : node.Config.Alias is { Length: > 0 } custom ? custom.Trim()
        : node.Version is { } version ? $"{node.Name}_v{PythonText.Str(version).Replace('.', '_')}" : node.Name;
}
