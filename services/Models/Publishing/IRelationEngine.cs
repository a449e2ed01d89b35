using ControlPlane.Models.Adapters;
using ControlPlane.Models.Adapters.DuckDb;

namespace ControlPlane.Models.Publishing;

/// <summary>What publishing needs of an engine beyond running models: looking, holding, moving between schemas.</summary>
internal interface IRelationEngine
{
    /// <summary>Makes this session the only one that publishes in the database until it is released or ends. False when another one is.</summary>
    bool TryHold(IAdapterConnection connection);

    void Release(IAdapterConnection connection);

    /// <summary>Readies a session that builds: its statements end soon after its process has died, and the next publication can end them at once.</summary>
    void Prepare(IAdapterConnection connection);

    /// <summary>Ends the sessions that a dead process has left building.</summary>
    /// <exception cref="PublishException">Some did not end in time.</exception>
    void EndStrays(IAdapterConnection connection, TimeSpan patience);

    /// <summary>Those of these schemas that exist.</summary>
    IReadOnlyList<string> Schemas(IAdapterConnection connection, IReadOnlyCollection<string> schemas);

    IReadOnlyList<StoredRelation> Observe(IAdapterConnection connection, IReadOnlyCollection<string> schemas);

    /// <summary>What is defined by these relations, without the relations themselves.</summary>
    IReadOnlyList<RelationDependent> FindDependents(IAdapterConnection connection, IReadOnlyCollection<RelationPlace> relations);

    /// <summary>A copy of a table with its rows, indexes and constraints in another schema.</summary>
    void Copy(IAdapterConnection connection, RelationPlace table, string schema);

    /// <summary>Gives copies the foreign keys of what they are copies of, before they take its place.</summary>
    /// <param name="builds">By place what will stand there.</param>
    void Reference(IAdapterConnection connection, IReadOnlyCollection<(RelationPlace Table, RelationPlace Copy)> copies, IReadOnlyDictionary<RelationPlace, RelationPlace> builds);

    /// <summary>Drops relations whatever their order, and never anything that is not named.</summary>
    void Drop(IAdapterConnection connection, IReadOnlyCollection<StoredRelation> relations);

    /// <summary>Puts relations into other schemas, which have none of their names. What is defined by others of them reads those where they are then.</summary>
    /// <param name="shadows">Schemas whose names in definitions become those that they are mapped to.</param>
    void Move(IAdapterConnection connection, IReadOnlyCollection<(StoredRelation Relation, string Schema)> moves, IReadOnlyDictionary<string, string> shadows);

    /// <summary>To be called first in a transaction: its statements give up after waiting this long for others.</summary>
    void WaitAtMost(IAdapterConnection connection, TimeSpan time);

    /// <summary>The statement gave up waiting for others, or the others were in each other's way; it may succeed later.</summary>
    bool IsInTheWay(AdapterException exception);

    string Quote(string identifier);
}

internal static class RelationEngines
{
    private static readonly Dictionary<string, Func<IAdapter, IRelationEngine>> Engines = new(StringComparer.OrdinalIgnoreCase)
    {
        ["postgres"] = _ => new Postgres.PostgresRelations(),
        ["duckdb"] = adapter => new DuckDb.DuckDbRelations((DuckDbAdapter)adapter),
    };

    /// <exception cref="AdapterException">Nothing can be published in an engine of that type.</exception>
    public static IRelationEngine For(IAdapter adapter) => Engines.TryGetValue(adapter.Traits.Type, out var engine)
        ? engine(adapter)
        : throw new AdapterException($"Models can be published in {string.Join(" and ", Engines.Keys)}, and not in {adapter.Traits.Type}. Build them without publishing.");
}
