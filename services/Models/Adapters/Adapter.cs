using ControlPlane.Models.Errors;
using ControlPlane.Models.Manifests;
using ControlPlane.Models.Projects;

namespace ControlPlane.Models.Adapters;

/// <summary>What engines have in common: names, quoting and what templates see of the target.</summary>
public abstract class Adapter(TargetProfile target, AdapterTraits traits) : IAdapter
{
    public AdapterTraits Traits => traits;

    public TargetProfile Target => target;

    public RelationCache Relations { get; } = new(target.Database);

    public virtual IReadOnlyDictionary<string, AdapterMethod> Methods { get; } = new Dictionary<string, AdapterMethod>(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, object?> TargetValues => field ??= ReadTargetValues();

    /// <summary>Settings that templates may see, beside those of all engines, with what holds where the profile does not say.</summary>
    protected abstract IReadOnlyDictionary<string, object?> PublicSettings { get; }

    public ISessionWatch? Watch { get; set; }

    /// <summary>What is read of the results that templates and tests ask for; null for all. Beyond it the statement fails.</summary>
    public ResultLimits? ResultLimits { get; init; }

    public IAdapterConnection Connect(string name, CancellationToken cancellationToken)
    {
        if (Watch is not { } watch) return Open(name, cancellationToken);
        var connection = new WatchedConnection(watch.Open(() => Open(name, cancellationToken)), watch);
        watch.Opened(connection);
        return connection;
    }

    protected abstract IAdapterConnection Open(string name, CancellationToken cancellationToken);

    public Relation Relation(string? database, string? schema, string? identifier, RelationType? type = null, IReadOnlyDictionary<string, bool>? quoting = null) =>
        Quoted(new Relation(database, schema, identifier, type, traits.Quote) { Rules = traits.Relations }, quoting);

    public Relation Relation(ManifestNode node, ProjectSet projects) =>
        Quoted(Relation(node.Database, node.Schema, node.Alias, null, projects.Root.Quoting), Flags(node.Config.Map("quoting")));

    public virtual Relation Relation(SourceDefinition source, ProjectSet projects) =>
        Quoted(Relation(source.Database, source.Schema, source.Identifier, null, projects.Root.Quoting), Flags(source.Quoting));

    public virtual IReadOnlyList<ProjectError> CheckPlaces(Manifest manifest) => [];

    public abstract IReadOnlyList<Column> DescribeQuery(IAdapterConnection connection, string sql);

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
    }

    private static Relation Quoted(Relation relation, IReadOnlyDictionary<string, bool>? quoting) => quoting is null or { Count: 0 } ? relation : relation.WithQuoting(
        Flag(quoting, "database"), Flag(quoting, "schema"), Flag(quoting, "identifier"));

    private static bool? Flag(IReadOnlyDictionary<string, bool> quoting, string part) => quoting.TryGetValue(part, out var flag) ? flag : null;

    private static Dictionary<string, bool>? Flags(IReadOnlyDictionary<string, object?> quoting) => quoting.Count == 0 ? null
        : quoting.Where(pair => pair.Value is bool).ToDictionary(pair => pair.Key, pair => (bool)pair.Value!, StringComparer.Ordinal);

    private Dictionary<string, object?> ReadTargetValues()
    {
        var values = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var (name, missing) in PublicSettings)
            values[name] = target.Settings.GetValueOrDefault(name) ?? missing;
        values["database"] = target.Database;
        values["dbname"] = target.Database;
        values["schema"] = target.Schema;
        values["type"] = traits.Type;
        values["threads"] = (long)target.Threads;
        values["name"] = target.TargetName;
        values["target_name"] = target.TargetName;
        values["profile_name"] = target.ProfileName;
        return values;
    }
}
