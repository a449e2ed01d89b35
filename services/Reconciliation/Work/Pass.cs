namespace ControlPlane.Reconciliation.Work;

/// <summary>How a pass over one row of work ended (a failure is an exception instead).</summary>
public sealed record Pass
{
    private Pass(TimeSpan? again, bool remove, IReadOnlyList<Condition> conditions)
    {
        Next = again;
        Remove = remove;
        Conditions = conditions;
    }

    /// <summary>When to look again; null means not before somebody makes the row due.</summary>
    public TimeSpan? Next { get; }

    public bool Remove { get; }

    /// <summary>The priority of the next pass, unless somebody made the row due meanwhile; null: as it is.</summary>
    public short? Priority { get; init; }

    public IReadOnlyList<Condition> Conditions { get; }

    /// <summary>Nothing is left to do until somebody makes the row due.</summary>
    public static Pass Done(params IReadOnlyList<Condition> conditions) => new(null, false, conditions);

    /// <summary>Progress was made or is awaited: look again after this time.</summary>
    public static Pass Again(TimeSpan after, params IReadOnlyList<Condition> conditions) => new(after, false, conditions);

    /// <summary>The row itself is no longer wanted.</summary>
    public static Pass Finished() => new(null, true, []);
}
