using ControlPlane.Models.Artifacts;
using ControlPlane.Models.Manifests;
using ControlPlane.Models.Runs.Preparation;
using ControlPlane.Models.Runs.Workers;

namespace ControlPlane.Models.Runs.Sessions;

/// <summary>
/// While it lasts, references to nodes that are not selected go to where another environment's manifest has them: to all with <c>favorState</c>, else
/// to those that do not exist here.
/// </summary>
public sealed class Deferral : IDisposable
{
    private readonly List<(ManifestNode Node, string? Database, string Schema, string Alias, string? RelationName)> _original = [];

    private Deferral()
    {
    }

    /// <param name="state">The folder with that manifest.</param>
    /// <exception cref="RunException">It has none.</exception>
    public static Deferral To(ProjectSession session, string? state, IReadOnlyCollection<string> selected, bool favorState, CancellationToken cancellationToken)
    {
        if (state is null) throw new RunException("--state or --defer-state are required for deferral, but neither was provided");
        var manifest = ManifestFile.Read(state) ?? throw new RunException($"Could not find manifest in --state path: \"{state}\"");
        var others = manifest.GetValueOrDefault("nodes") as IReadOnlyDictionary<string, object?> ?? new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var node in session.Manifest.Nodes.Values.Where(node => node.ResourceType.IsRefable() && !node.IsEphemeral))
            if (others.GetValueOrDefault(node.UniqueId) is IReadOnlyDictionary<string, object?> other) node.DeferRelation = Relation(node, other);
        var chosen = selected.ToHashSet(StringComparer.Ordinal);
        var candidates = session.Manifest.Nodes.Values
            .Where(node => node.ResourceType.IsRefable() && !node.IsEphemeral && !chosen.Contains(node.UniqueId) && others.ContainsKey(node.UniqueId)).ToList();
        var deferral = new Deferral();
        var missing = session.Manifest.Invocation.Command == "clone" ? [] : favorState ? candidates : Missing(session, candidates, cancellationToken);
        foreach (var node in missing.Where(node => node.DeferRelation is not null)) deferral.Point(node, node.DeferRelation!);
        return deferral;
    }

    public void Dispose()
    {
        foreach (var (node, database, schema, alias, relation) in _original)
            (node.Database, node.Schema, node.Alias, node.RelationName) = (database, schema, alias, relation);
        _original.Clear();
    }

    private void Point(ManifestNode node, DeferredRelation other)
    {
        _original.Add((node, node.Database, node.Schema, node.Alias, node.RelationName));
        (node.Database, node.Schema, node.Alias, node.RelationName) = (other.Database, other.Schema, other.Alias, other.Rendered ?? node.RelationName);
    }

    private static DeferredRelation Relation(ManifestNode node, IReadOnlyDictionary<string, object?> other) => new(
        other.GetValueOrDefault("database") as string, other.GetValueOrDefault("schema") as string ?? node.Schema,
        other.GetValueOrDefault("alias") as string ?? node.Alias, other.GetValueOrDefault("relation_name") as string);

    private static List<ManifestNode> Missing(ProjectSession session, List<ManifestNode> candidates, CancellationToken cancellationToken)
    {
        if (candidates.Count == 0) return candidates;
        using var worker = new Worker("defer", session.Adapter, cancellationToken);
        var relations = candidates.Select(node => (node, relation: session.Adapter.Relation(node, session.Projects))).ToList();
        foreach (var schema in relations.Select(pair => pair.relation).DistinctBy(relation => relation.Schema?.ToLowerInvariant())) RunSchemas.Fill(session.Renderer, schema, worker);
        worker.Release();
        return [.. relations.Where(pair => session.Adapter.Relations.Find(pair.relation.Schema, pair.relation.Identifier) is null).Select(pair => pair.node)];
    }
}
