using ControlPlane.Lineage;
using ControlPlane.Lineage.Graph;
using ControlPlane.Lineage.Sql;
using ControlPlane.Models.Manifests;

namespace ControlPlane.Transformation.Lineage;

/// <summary>The graph of a project: sources, seeds, models, snapshots and exposures, with the columns that could be found. Immutable; shared by tenants.</summary>
internal sealed class ProjectLineage
{
    private readonly Dictionary<string, string> _unresolved = new(StringComparer.Ordinal);

    private ProjectLineage(ProjectSql sql, SqlDialect dialect)
    {
        var places = new RelationPlaces(sql.Project, dialect);
        var columns = new ColumnResolver(places, dialect);
        List<LineageNode> nodes = [];
        List<NodeLineage> lineages = [];
        foreach (var source in sql.Project.Manifest.Sources.Values)
        {
            if (sql.Recorded.ColumnsOf(source.UniqueId) is { } recorded) columns.Know(source.UniqueId, recorded);
            else columns.Suppose(source.UniqueId, Declared(source.Columns));
            nodes.Add(Described(source, columns));
        }
        foreach (var node in sql.Project.Nodes)
        {
            lineages.Add(Lineage(node, sql, columns, places));
            nodes.Add(Described(node, columns));
        }
        foreach (var exposure in sql.Project.Manifest.Exposures.Values)
        {
            nodes.Add(Described(exposure, columns));
            lineages.Add(new(exposure.UniqueId, Inputs(exposure, sql), []));
        }
        Project = sql.Project.Name;
        Graph = LineageGraph.Build(nodes, lineages);
        Names = new NodeNames(sql.Project, Graph);
    }

    public string Project { get; }

    public LineageGraph Graph { get; }

    public NodeNames Names { get; }

    /// <summary>Why columns of nodes could not be followed, by unique id.</summary>
    public IReadOnlyDictionary<string, string> Unresolved => _unresolved;

    public static ProjectLineage Build(ProjectSql sql, SqlDialect dialect) => new(sql, dialect);

    private NodeLineage Lineage(ManifestNode node, ProjectSql sql, ColumnResolver columns, RelationPlaces places)
    {
        var inputs = Inputs(node, sql);
        if (node.ResourceType == ResourceType.Seed) columns.Know(node.UniqueId, ProjectSql.SeedColumns(sql.Project, node) ?? Known(node));
        if (sql[node] is not { Sql: { } text })
        {
            if (sql[node].Problem is { } problem)
            {
                columns.Know(node.UniqueId, Known(node));
                _unresolved[node.UniqueId] = problem;
            }
            return new(node.UniqueId, inputs, []);
        }
        var found = columns.Resolve(node, text, () => Known(node));
        if (found.Problems.Count > 0) _unresolved[node.UniqueId] = string.Join("; ", found.Problems);
        if (!found.HasColumns) return new(node.UniqueId, inputs, []);
        // What is read by a name of its own is part of the truth, too. A model that reads itself adds nothing.
        var read = NodeLineage.From(node.UniqueId, found, relation => places.Find(relation) is { } id ? id == node.UniqueId ? null : id : relation.IsFile ? null : Outside(relation));
        return read with { Inputs = [.. inputs.Union(read.Inputs, StringComparer.Ordinal)] };

        IReadOnlyList<string>? Known(ManifestNode node) => sql.Recorded.ColumnsOf(node.UniqueId) ?? Declared(node.Columns);
    }

    /// <summary>What no part of the project describes: <c>RAW.orders</c>.</summary>
    private static string Outside(RelationName relation) => relation.Schema is { } schema ? $"{schema}.{relation.Name}" : relation.Name;

    private static IReadOnlyList<string> Inputs(GraphNode node, ProjectSql sql) =>
        [.. node.DependsOn.Nodes.Where(id => sql.Project.Manifest.Find(id) is SourceDefinition or ManifestNode { ResourceType: ResourceType.Model or ResourceType.Seed or ResourceType.Snapshot }).Distinct(StringComparer.Ordinal)];

    private static IReadOnlyList<string>? Declared(Dictionary<string, ColumnInfo> columns) => columns.Count == 0 ? null : [.. columns.Keys];

    private static LineageNode Described(GraphNode node, ColumnResolver columns) => new(node.UniqueId, node.ResourceType.Name(), columns.ColumnsOf(node.UniqueId) ?? []);
}
