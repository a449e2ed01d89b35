using ControlPlane.Models.Adapters;
using ControlPlane.Models.Manifests;
using ControlPlane.Models.Projects;

namespace ControlPlane.Models.Tests.Jinja;

/// <summary>An engine that knows how names are written and cannot be reached.</summary>
internal sealed class NamesOnlyAdapter : IAdapter
{
    public static TargetProfile Profile { get; } = new("shop", "dev", "postgres", "db", "main", 4, new Dictionary<string, object?>());

    public AdapterTraits Traits { get; } = new() { Type = "postgres", MacroPackages = ["dbt_postgres", "dbt"], DispatchPrefixes = ["postgres", "default"], MaxIdentifierBytes = 63 };

    public TargetProfile Target => Profile;

    public IReadOnlyDictionary<string, object?> TargetValues { get; } = new Dictionary<string, object?> { ["name"] = "dev", ["schema"] = "main", ["type"] = "postgres", ["threads"] = 4L };

    public RelationCache Relations { get; } = new("db");

    public IReadOnlyDictionary<string, AdapterMethod> Methods { get; } = new Dictionary<string, AdapterMethod>();

    public IReadOnlyList<Column> DescribeQuery(IAdapterConnection connection, string sql) => throw new InvalidOperationException("there is no engine");

    public ISessionWatch? Watch { get; set; }

    public IAdapterConnection Connect(string name, CancellationToken cancellationToken) => throw new InvalidOperationException("there is no engine");

    public Relation Relation(string? database, string? schema, string? identifier, RelationType? type = null, IReadOnlyDictionary<string, bool>? quoting = null) =>
        new(database, schema, identifier, type, '"');

    public Relation Relation(ManifestNode node, ProjectSet projects) => Relation(node.Database, node.Schema, node.Alias);

    public Relation Relation(SourceDefinition source, ProjectSet projects) => Relation(source.Database, source.Schema, source.Identifier);

    public void Dispose()
    {
    }
}
