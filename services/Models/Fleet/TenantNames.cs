using ControlPlane.Models.Adapters;
using ControlPlane.Models.Jinja;
using ControlPlane.Models.Manifests;
using ControlPlane.Models.Parsing;
using ControlPlane.Models.Projects;

namespace ControlPlane.Models.Fleet;

/// <summary>Gives nodes the names that they have in a tenant's place. One schema's name is one string, however many nodes are in it.</summary>
/// <param name="manifest">In the place that it was parsed for.</param>
/// <param name="custom">The components of names that the project makes by macros of its own.</param>
internal sealed class TenantNames(Manifest manifest, IReadOnlySet<string> custom, ParseRenderer renderer, IAdapter adapter, ProjectSet projects)
{
    private readonly NodeNames _names = new(renderer, projects.Target, custom);
    private readonly Dictionary<string, string> _schemas = new(StringComparer.Ordinal);

    public void Give(ManifestNode node, ManifestNode original)
    {
        // As it is when it is parsed, for macros that look at it.
        (node.Database, node.Schema, node.Alias) = node.TestMetadata is null ? (projects.Target.Database, projects.Target.Schema, node.Name) : (null, "", "");
        node.Database = IsTheSame("database", node.Config.Database, node) ? original.Database : _names.Database(node);
        node.Schema = IsTheSame("schema", node.Config.Schema, node) ? original.Schema : _names.Schema(node);
        node.Alias = !custom.Contains("alias") || IsTheSame("alias", node.Config.Alias, node) ? original.Alias : _names.Alias(node);
        if (node.ResourceType == ResourceType.Snapshot)
        {
            if (node.Config.Text("target_database") is { Length: > 0 } database) node.Database = database;
            if (node.Config.Text("target_schema") is { Length: > 0 } schema) node.Schema = schema;
        }
        if (_schemas.TryGetValue(node.Schema, out var known)) node.Schema = known;
        else _schemas[node.Schema] = node.Schema;
        if (original.RelationName is not null) node.RelationName = adapter.Relation(node, projects).Render();
    }

    /// <summary>The macro did not look at where anything is.</summary>
    private bool IsTheSame(string component, string? own, ManifestNode node) =>
        custom.Contains(component) && !manifest.Trace.PlacedNames.ContainsKey((component, node.PackageName, own));
}
