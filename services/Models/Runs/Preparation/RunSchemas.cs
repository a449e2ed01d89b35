using ControlPlane.Models.Adapters;
using ControlPlane.Models.Jinja;
using ControlPlane.Models.Manifests;
using ControlPlane.Models.Runs.Nodes;
using ControlPlane.Models.Runs.Workers;

namespace ControlPlane.Models.Runs.Preparation;

/// <summary>Before any node runs: the schemas that the run writes to exist, and what they hold is known.</summary>
internal static class RunSchemas
{
    public static void Prepare(RunContext run, IEnumerable<GraphNode> selected, Worker worker)
    {
        var needed = SchemasOf(run, selected.OfType<ManifestNode>());
        if (needed.Count == 0) return;
        var existing = needed.Select(schema => schema.Database).Distinct(StringComparer.OrdinalIgnoreCase)
            .ToDictionary(database => database ?? "", database => Names(run, database, worker), StringComparer.OrdinalIgnoreCase);
        foreach (var schema in needed.Where(schema => existing[schema.Database ?? ""].Add(schema.Schema!))) Create(run, schema, worker);
        if (run.Options.Command == RunCommand.Clone)
            needed.AddRange(selected.OfType<ManifestNode>().Select(node => node.DeferRelation).OfType<DeferredRelation>().Select(other => run.Adapter.Relation(other.Database, other.Schema, null)));
        foreach (var schema in needed.DistinctBy(schema => (schema.Database?.ToLowerInvariant(), schema.Schema!.ToLowerInvariant()))) Fill(run.Renderer, schema, worker);
        worker.Release();
    }

    private static List<Relation> SchemasOf(RunContext run, IEnumerable<ManifestNode> nodes) =>
    [
        .. nodes.Where(run.IsRelational).Select(node => run.RelationOf(node) with { Identifier = null, IncludeIdentifier = false, Type = null })
            .Where(relation => !string.IsNullOrEmpty(relation.Schema))
            .DistinctBy(relation => (relation.Database?.ToLowerInvariant(), relation.Schema!.ToLowerInvariant())),
    ];

    private static HashSet<string> Names(RunContext run, string? database, Worker worker)
    {
        var answer = StatementAnswer.Read(run.Renderer.Call("list_schemas", worker.Connection, [database]));
        return (answer?.Table.Rows ?? []).Select(row => row[0] as string ?? "").ToHashSet(StringComparer.OrdinalIgnoreCase);
    }

    private static void Create(RunContext run, Relation schema, Worker worker)
    {
        run.Renderer.Call("create_schema", worker.Connection, [schema]);
        if (worker.Connection.InTransaction) worker.Connection.Commit();
    }

    /// <summary>Remembers what a schema holds.</summary>
    public static void Fill(IRuntimeRenderer renderer, Relation schema, Worker worker)
    {
        var place = schema with { Identifier = null, IncludeIdentifier = false, Type = null };
        var answer = StatementAnswer.Read(renderer.Call("list_relations_without_caching", worker.Connection, [place]));
        renderer.Adapter.Relations.Fill(schema.Schema!, (answer?.Table.Rows ?? []).Select(row =>
            renderer.Adapter.Relation(row[0] as string, row[2] as string, row[1] as string, RelationTypes.Parse(row[3] as string))));
    }
}
