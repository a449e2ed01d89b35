using ControlPlane.Models.Jinja;
using ControlPlane.Models.Manifests;
using ControlPlane.Models.Projects;
using ControlPlane.Templating.Values;

namespace ControlPlane.Models.Parsing;

/// <summary>
/// The database, schema and alias of nodes. Where no package has a macro of its own for one of them, what the engine's macro would give is worked out
/// without rendering it, since it is needed for every node.
/// </summary>
/// <param name="renderer">Of the place that the names are for.</param>
/// <param name="custom">The components that have one.</param>
internal sealed class NodeNames(IParseRenderer renderer, TargetProfile target, IReadOnlySet<string> custom)
{
    /// <summary>For which of <c>database</c>, <c>schema</c> and <c>alias</c> a package has a macro of its own.</summary>
    public static HashSet<string> Custom(Manifest manifest)
    {
        var engine = manifest.Projects.All.Where(project => project.IsInternal).Select(project => project.Name).ToHashSet(StringComparer.Ordinal);
        return ((string[])["database", "schema", "alias"])
            .Where(component => manifest.Macros.Values.Any(macro => !engine.Contains(macro.PackageName) && macro.Name.EndsWith($"generate_{component}_name", StringComparison.Ordinal)))
            .ToHashSet(StringComparer.Ordinal);
    }

    public string? Database(ManifestNode node) =>
        custom.Contains("database") ? renderer.GenerateName("database", node.Config.Database, node) : node.Config.Database?.Trim() ?? target.Database;

    public string Schema(ManifestNode node) =>
        custom.Contains("schema") ? renderer.GenerateName("schema", node.Config.Schema, node) ?? ""
        : node.Config.Schema is { } own ? $"{target.Schema}_{own.Trim()}" : target.Schema;

    public string Alias(ManifestNode node) =>
        custom.Contains("alias") ? renderer.GenerateName("alias", node.Config.Alias, node) ?? ""
        : node.Config.Alias is { Length: > 0 } own ? own.Trim()
        : node.Version is { } version ? $"{node.Name}_v{PythonText.Str(version).Replace('.', '_')}" : node.Name;
}
