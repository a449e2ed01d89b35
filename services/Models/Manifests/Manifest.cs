using ControlPlane.Models.Projects;

namespace ControlPlane.Models.Manifests;

/// <summary>A project with its packages, parsed and linked: everything by unique id, in the order found.</summary>
public sealed class Manifest
{
    public required ProjectSet Projects { get; init; }

    public required Invocation Invocation { get; init; }

    /// <summary>What parsing it read.</summary>
    internal Parsing.ParseTrace Trace { get; init; } = new();

    public OrderedDictionary<string, ManifestNode> Nodes { get; } = new(StringComparer.Ordinal);

    public OrderedDictionary<string, SourceDefinition> Sources { get; } = new(StringComparer.Ordinal);

    public OrderedDictionary<string, Macro> Macros { get; internal init; } = new(StringComparer.Ordinal);

    public OrderedDictionary<string, DocBlock> Docs { get; internal init; } = new(StringComparer.Ordinal);

    public OrderedDictionary<string, Exposure> Exposures { get; internal init; } = new(StringComparer.Ordinal);

    public OrderedDictionary<string, SemanticNode> Metrics { get; internal init; } = new(StringComparer.Ordinal);

    public OrderedDictionary<string, SemanticNode> SemanticModels { get; internal init; } = new(StringComparer.Ordinal);

    public OrderedDictionary<string, SemanticNode> SavedQueries { get; internal init; } = new(StringComparer.Ordinal);

    public OrderedDictionary<string, Group> Groups { get; internal init; } = new(StringComparer.Ordinal);

    public OrderedDictionary<string, UnitTest> UnitTests { get; } = new(StringComparer.Ordinal);

    /// <summary>What <c>enabled: false</c> took out, by unique id; several when packages disable the same.</summary>
    public OrderedDictionary<string, List<GraphNode>> Disabled { get; } = new(StringComparer.Ordinal);

    /// <summary>By name, as declared in selectors.yml (artifact form).</summary>
    public OrderedDictionary<string, object?> Selectors { get; internal init; } = new(StringComparer.Ordinal);

    /// <summary>What is odd about the project without making it invalid.</summary>
    public List<Errors.ProjectError> Warnings { get; internal init; } = [];

    /// <summary>Nodes, sources, exposures, unit tests, metrics, semantic models and saved queries.</summary>
    public IEnumerable<GraphNode> GraphNodes => Nodes.Values.Cast<GraphNode>().Concat(Sources.Values).Concat(Exposures.Values).Concat(UnitTests.Values)
        .Concat(Metrics.Values).Concat(SemanticModels.Values).Concat(SavedQueries.Values);

    public GraphNode? Find(string uniqueId) =>
        Nodes.TryGetValue(uniqueId, out var node) ? node
        : Sources.TryGetValue(uniqueId, out var source) ? source
        : Exposures.TryGetValue(uniqueId, out var exposure) ? exposure
        : UnitTests.TryGetValue(uniqueId, out var test) ? test
        : Metrics.GetValueOrDefault(uniqueId) ?? SemanticModels.GetValueOrDefault(uniqueId) ?? SavedQueries.GetValueOrDefault(uniqueId);
}
