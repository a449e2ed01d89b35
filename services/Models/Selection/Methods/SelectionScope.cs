using ControlPlane.Models.Manifests;

namespace ControlPlane.Models.Selection.Methods;

/// <summary>What methods choose from: the enabled nodes of each kind.</summary>
internal sealed class SelectionScope(Manifest manifest, ProjectGraph graph, PreviousState? state)
{
    private readonly HashSet<string> _members = graph.Nodes.ToHashSet(StringComparer.Ordinal);
    private StateComparison? _comparison;

    public Manifest Manifest => manifest;

    public PreviousState? State => state;

    /// <exception cref="SelectionException">No earlier manifest was given.</exception>
    public StateComparison Comparison => _comparison ??= new StateComparison(manifest, state?.Manifest
        ?? throw new SelectionException("Got a state selector method, but no comparison manifest. Give its folder with --state."));

    public IEnumerable<ManifestNode> Nodes => manifest.Nodes.Values.Where(IsMember);

    public IEnumerable<SourceDefinition> Sources => manifest.Sources.Values.Where(IsMember);

    public IEnumerable<Exposure> Exposures => manifest.Exposures.Values.Where(IsMember);

    public IEnumerable<UnitTest> UnitTests => manifest.UnitTests.Values.Where(IsMember);

    public IEnumerable<GraphNode> Of(ResourceType type) => All.Where(node => node.ResourceType == type);

    public IEnumerable<GraphNode> All => manifest.GraphNodes.Where(IsMember);

    private bool IsMember(GraphNode node) => _members.Contains(node.UniqueId);
}
