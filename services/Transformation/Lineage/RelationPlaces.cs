using ControlPlane.Lineage;
using ControlPlane.Lineage.Sql;
using ControlPlane.Models.Manifests;
using ControlPlane.Models.Projects;
using ControlPlane.Transformation.Projects;

namespace ControlPlane.Transformation.Lineage;

/// <summary>Which source table or node of a project is meant by a relation that SQL names.</summary>
internal sealed class RelationPlaces
{
    /// <summary>What an ephemeral model is called in front of those that refer to it.</summary>
    private const string EphemeralPrefix = "__dbt__cte__";

    private readonly Dictionary<string, string> _ids;
    private readonly Dictionary<string, string> _files = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _ephemeral = new(StringComparer.OrdinalIgnoreCase);

    public RelationPlaces(TenantProject project, SqlDialect dialect)
    {
        _ids = new(dialect.Names);
        foreach (var source in project.Manifest.Sources.Values)
        {
            Add(source.Schema, source.Identifier, source.UniqueId);
            if (source.RelationName is { } relation && dialect.ReadsFiles) AddFiles(relation, source, project.Manifest.Projects.Target, dialect);
        }
        foreach (var node in project.Nodes)
        {
            if (node.IsEphemeral) _ephemeral[EphemeralPrefix + node.Alias] = node.UniqueId;
            else Add(node.Schema, node.Alias, node.UniqueId);
        }
    }

    /// <summary>A source may be files: whatever reads the same files reads the source.</summary>
    private void AddFiles(string relation, SourceDefinition source, TargetProfile target, SqlDialect dialect)
    {
        foreach (var file in ColumnLineage.Of($"SELECT * FROM {relation}", dialect, _ => null).Relations.Where(read => read.IsFile))
        {
            _files[file.Name] = source.UniqueId;
            _files[NeutralSql.Published(file.Name, target)] = source.UniqueId;
        }
    }

    /// <summary>Where else a relation is for the time of a run.</summary>
    public void Add(string schema, string name, string id) => _ids[$"{schema}\0{name}"] = id;

    public bool IsEphemeral(string name) => _ephemeral.ContainsKey(name);

    /// <summary>Null for what is none of the project's.</summary>
    public string? Find(RelationName relation) => relation switch
    {
        { IsFile: true } => _files.GetValueOrDefault(relation.Name),
        { Schema: { } schema } => _ids.GetValueOrDefault($"{schema}\0{relation.Name}"),
        _ => _ephemeral.GetValueOrDefault(relation.Name),
    };
}
