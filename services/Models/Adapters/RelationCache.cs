using System.Collections.Concurrent;

namespace ControlPlane.Models.Adapters;

/// <summary>The relations of the schemas that a run uses. Names compare without regard to case.</summary>
/// <param name="database">What is meant where no database is named.</param>
public sealed class RelationCache(string? database = null)
{
    private readonly ConcurrentDictionary<(string Database, string Schema, string Name), Relation> _relations = new();
    private readonly ConcurrentDictionary<(string Database, string Schema), bool> _schemas = new();

    /// <summary>Held by whoever looks a schema up, so that what others create meanwhile is not lost.</summary>
    public Lock Filling { get; } = new();

    public bool Knows(string schema, string? database = null) => _schemas.ContainsKey(Key(database, schema));

    /// <summary>All that a schema holds; replaces what was known of it.</summary>
    public void Fill(string schema, IEnumerable<Relation> relations, string? database = null)
    {
        var place = Key(database, schema);
        Clear(place);
        foreach (var relation in relations) Add(relation);
        _schemas[place] = true;
    }

    public void Add(Relation relation) => _relations[Key(relation)] = relation;

    public void Drop(Relation relation) => _relations.TryRemove(Key(relation), out _);

    public void DropSchema(string? schema, string? database = null)
    {
        Clear(Key(database, schema));
        _schemas.TryRemove(Key(database, schema), out _);
    }

    public void Rename(Relation from, Relation to)
    {
        if (_relations.TryRemove(Key(from), out var known)) Add(to with { Type = to.Type ?? known.Type });
    }

    public Relation? Find(string? schema, string? name, string? database = null)
    {
        var place = Key(database, schema);
        return _relations.GetValueOrDefault((place.Database, place.Schema, Fold(name)));
    }

    public IReadOnlyList<Relation> In(string schema, string? database = null)
    {
        var place = Key(database, schema);
        return [.. _relations.Where(pair => (pair.Key.Database, pair.Key.Schema) == place).Select(pair => pair.Value)];
    }

    /// <summary>Those of that name, in one schema or, without one, wherever.</summary>
    public IReadOnlyList<Relation> Named(string? schema, string name) =>
        [.. _relations.Where(pair => pair.Key.Name == Fold(name) && (schema is null || pair.Key.Schema == Fold(schema))).Select(pair => pair.Value)];

    public void Clear()
    {
        _relations.Clear();
        _schemas.Clear();
    }

    private void Clear((string Database, string Schema) place)
    {
        foreach (var key in _relations.Keys.Where(key => (key.Database, key.Schema) == place).ToList()) _relations.TryRemove(key, out _);
    }

    private (string Database, string Schema, string Name) Key(Relation relation)
    {
        var place = Key(relation.Database, relation.Schema);
        return (place.Database, place.Schema, Fold(relation.Identifier));
    }

    private (string Database, string Schema) Key(string? named, string? schema) => (Fold(named ?? database), Fold(schema));

    private static string Fold(string? name) => (name ?? "").Trim('"').ToLowerInvariant();
}
