namespace ControlPlane.Models.Quality.History;

/// <summary>
/// What checks found over time. One object is one project's of one tenant: an implementation holds whose it is, and callers cannot ask for another's.
/// Safe for several threads.
/// </summary>
public interface IQualityHistory
{
    /// <summary>Keeps all of them or, when it throws, none.</summary>
    void Append(IReadOnlyList<QualityRecord> records);

    /// <summary>For each check its latest records that have a value, at most as many as asked for, oldest first; a check without any may be absent.</summary>
    IReadOnlyDictionary<CheckKey, IReadOnlyList<QualityRecord>> Read(IReadOnlyDictionary<CheckKey, int> windows);
}

/// <param name="Relation">As written into SQL: the same project has other history in another target.</param>
public readonly record struct CheckKey(string UniqueId, string Relation, string Check);
