using ControlPlane.Models.Adapters;
using ControlPlane.Models.Jinja;
using ControlPlane.Models.Manifests;
using ControlPlane.Models.Projects;

namespace ControlPlane.Models.Fleet;

/// <summary>Gives nodes the names that the project's macros make in a tenant's place.</summary>
/// <param name="manifest">In the place that it was parsed for.</param>
internal sealed class TenantNames(Manifest manifest, ParseRenderer renderer, IAdapter adapter, ProjectSet projects)
{
    public void Give(ManifestNode node, ManifestNode original)
    {
        // As it is when it is parsed, for macros that look at it.
        var isGenericTest = node.TestMetadata is not null;
        (node.Database, node.Schema, node.Alias) = isGenericTest ? (null, "", "") : (projects.Target.Database, projects.Target.Schema, node.Name);
        node.Database = Name("database", node.Config.Database, node, original.Database);
        node.Schema = Name("schema", node.Config.Schema, node, original.Schema) ?? "";
        node.Alias = Name("alias", node.Config.Alias, node, original.Alias) ?? "";
        if (node.ResourceType == ResourceType.Snapshot)
        {
            if (node.Config.Text("target_database") is { Length: > 0 } database) node.Database = database;
            if (node.Config.Text("target_schema") is { Length: > 0 } schema) node.Schema = schema;
        }
        if (original.RelationName is not null) node.RelationName = adapter.Relation(node, projects).Render();
    }

    private string? Name(string component, string? custom, ManifestNode node, string? original) =>
        manifest.Trace.PlacedNames.ContainsKey((component, node.PackageName, custom)) ? renderer.GenerateName(component, custom, node) : original;
}
