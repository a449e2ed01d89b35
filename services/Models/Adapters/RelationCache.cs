using System.Collections.Concurrent;

namespace ControlPlane.Models.Adapters;

/// <summary>The relations of the schemas that a run uses. Names compare without regard to case.</summary>
public sealed class RelationCache
{
    private readonly ConcurrentDictionary<(string Schema, string Name), Relation> _relations = new();
    private readonly ConcurrentDictionary<string, bool> _schemas = new(StringComparer.OrdinalIgnoreCase);

    public bool Knows(string schema) => _schemas.ContainsKey(schema);

    /// <summary>All that a schema holds; replaces what was known of it.</summary>
    public void Fill(string schema, IEnumerable<Relation> relations)
    {
        foreach (var key in _relations.Keys.Where(key => key.Schema == Fold(schema)).ToList()) _relations.TryRemove(key, out _);
        foreach (var relation in relations) Add(relation);
        _schemas[schema] = true;
    }

    public void Add(Relation relation) => _relations[Key(relation)] = relation;

    public void Drop(Relation relation) => _relations.TryRemove(Key(relation), out _);

    public void Rename(Relation from, Relation to)
    {
        if (_relations.TryRemove(Key(from), out var known)) Add(to with { Type = to.Type ?? known.Type });
    }

    public Relation? Find(string? schema, string? name) => _relations.GetValueOrDefault((Fold(schema), Fold(name)));

    public IReadOnlyList<Relation> In(string schema) => [.. _relations.Where(pair => pair.Key.Schema == Fold(schema)).Select(pair => pair.Value)];

    public void Clear()
    {
        _relations.Clear();
        _schemas.Clear();
    }

    private static (string, string) Key(Relation relation) => (Fold(relation.Schema), Fold(relation.Identifier));

    private static string Fold(string? name) => (name ?? "").ToLowerInvariant();
}
