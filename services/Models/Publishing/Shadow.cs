using ControlPlane.Models.Adapters;
using ControlPlane.Models.Manifests;

namespace ControlPlane.Models.Publishing;

/// <summary>
/// Points the nodes that a run builds to the shadow schemas, and back: refs among them go to the shadow, refs to all others to what is published. The
/// manifest must be this run's alone.
/// </summary>
internal sealed class Shadow(Manifest manifest, IAdapter adapter)
{
    private readonly Dictionary<ManifestNode, (string Schema, string? Relation)> _published = [];

    public IReadOnlyCollection<ManifestNode> Nodes => _published.Keys;

    /// <summary>Where readers see the node.</summary>
    public RelationPlace PublishedPlace(ManifestNode node) => new(_published.TryGetValue(node, out var published) ? published.Schema : node.Schema, node.Alias);

    public RelationPlace ShadowPlace(ManifestNode node) => new(Next(_published[node].Schema), node.Alias);

    public string Next(string schema) => ShadowSchemas.Next(schema, adapter.Traits.MaxIdentifierBytes);

    public string Kept(string schema) => ShadowSchemas.Kept(schema, adapter.Traits.MaxIdentifierBytes);

    /// <summary>Whether a run leaves a relation of it that readers see.</summary>
    public static bool IsPublished(GraphNode node) => node is ManifestNode { IsEphemeral: false } own && own.ResourceType.IsRefable();

    public void Enter(IEnumerable<ManifestNode> nodes)
    {
        foreach (var node in nodes.Where(node => !_published.ContainsKey(node)))
        {
            _published[node] = (node.Schema, node.RelationName);
            node.Schema = Next(node.Schema);
            node.RelationName = adapter.Relation(node, manifest.Projects).Render();
        }
        // Ephemeral models that were compiled for the published names.
        foreach (var node in manifest.Nodes.Values) node.IsCompiled = false;
    }

    public void Leave()
    {
        foreach (var (node, (schema, relation)) in _published) (node.Schema, node.RelationName) = (schema, relation);
        _published.Clear();
    }
}
