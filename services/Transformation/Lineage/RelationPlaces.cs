using ControlPlane.Lineage;
using ControlPlane.Lineage.Sql;
using ControlPlane.Models.Manifests;
using ControlPlane.Transformation.Projects;

namespace ControlPlane.Transformation.Lineage;

/// <summary>Which source table or node of a project is meant by a relation that SQL names.</summary>
internal sealed class RelationPlaces
{
    /// <summary>What an ephemeral model is called in front of those that refer to it.</summary>
    private const string EphemeralPrefix = "__dbt__cte__";

    private readonly Dictionary<string, string> _ids;
    private readonly Dictionary<string, string> _ephemeral = new(StringComparer.OrdinalIgnoreCase);

    public RelationPlaces(TenantProject project, SqlDialect dialect)
    {
        _ids = new(dialect.Names);
        foreach (var source in project.Manifest.Sources.Values) Add(source.Schema, source.Identifier, source.UniqueId);
        foreach (var node in project.Nodes)
        {
            if (node.IsEphemeral) _ephemeral[EphemeralPrefix + node.Alias] = node.UniqueId;
            else Add(node.Schema, node.Alias, node.UniqueId);
        }
    }

    /// <summary>Where else a relation is for the time of a run.</summary>
    public void Add(string schema, string name, string id) => _ids[$"{schema}\0{name}"] = id;

    public bool IsEphemeral(string name) => _ephemeral.ContainsKey(name);

    /// <summary>Null for what is none of the project's.</summary>
    public string? Find(RelationName relation) => relation switch
    {
        { IsFile: true } => null,
        { Schema: { } schema } => _ids.GetValueOrDefault($"{schema}\0{relation.Name}"),
        _ => _ephemeral.GetValueOrDefault(relation.Name),
    };
}
