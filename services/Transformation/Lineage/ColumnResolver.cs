using ControlPlane.Lineage;
using ControlPlane.Lineage.Sql;
using ControlPlane.Models.Manifests;

namespace ControlPlane.Transformation.Lineage;

/// <summary>
/// Finds the columns of nodes and where they come from, one node after those that it depends on: what <c>select *</c> gives follows from what was found before.
/// </summary>
internal sealed class ColumnResolver(RelationPlaces places, SqlDialect dialect)
{
    /// <summary>In order; null where they are not known.</summary>
    private readonly Dictionary<string, IReadOnlyList<string>?> _columns = new(StringComparer.Ordinal);
    private readonly HashSet<string> _supposed = new(StringComparer.Ordinal);

    public IReadOnlyList<string>? ColumnsOf(string id) => _columns.GetValueOrDefault(id);

    public void Know(string id, IReadOnlyList<string>? columns) => _columns[id] = columns;

    /// <summary>The project declares these columns, which need not be all of them.</summary>
    public void Suppose(string id, IReadOnlyList<string>? columns)
    {
        _columns[id] = columns;
        _supposed.Add(id);
    }

    /// <param name="otherwise">The node's columns where its SQL does not tell all of them.</param>
    public ColumnLineage Resolve(ManifestNode node, string sql, Func<IReadOnlyList<string>?> otherwise)
    {
        var lineage = ColumnLineage.Of(sql, dialect, relation => places.Find(relation) is { } id ? ColumnsOf(id) : null, places.IsEphemeral);
        if (lineage.Problems.Count > 0 && lineage.Relations.Any(relation => places.Find(relation) is { } id && _supposed.Contains(id)))
        {
            // It uses columns that nobody declared, perhaps: without the declaration they are found, and a star is not.
            var open = ColumnLineage.Of(sql, dialect, relation => places.Find(relation) is { } id && !_supposed.Contains(id) ? ColumnsOf(id) : null, places.IsEphemeral);
            if (open.Problems.Count < lineage.Problems.Count) lineage = open;
        }
        var isWhole = lineage.HasColumns && lineage.Columns.All(column => column.Name != "*");
        _columns[node.UniqueId] = isWhole ? [.. lineage.Columns.Select(column => column.Name).Distinct(dialect.Names), .. Added(node)] : otherwise();
        return lineage;
    }

    /// <summary>What a snapshot has beside its query's columns.</summary>
    private static IEnumerable<string> Added(ManifestNode node)
    {
        if (node.ResourceType != ResourceType.Snapshot) return [];
        var names = node.Config.Map("snapshot_meta_column_names");
        IEnumerable<string> added = ["dbt_scd_id", "dbt_updated_at", "dbt_valid_from", "dbt_valid_to"];
        if (node.Config.Text("hard_deletes") == "new_record") added = added.Append("dbt_is_deleted");
        return added.Select(name => names.GetValueOrDefault(name) is string { Length: > 0 } own ? own : name);
    }
}
