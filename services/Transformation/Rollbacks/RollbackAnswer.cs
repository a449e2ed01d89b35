namespace ControlPlane.Transformation.Rollbacks;

/// <summary>What became of asking to return to what was published before.</summary>
internal abstract record RollbackAnswer
{
    /// <summary>Readers see what was published before; by this or by an earlier request.</summary>
    public sealed record Returned(RollbackView View) : RollbackAnswer;

    /// <summary>The tenant's models are being built, or will be.</summary>
    public sealed record RunUnderWay(string Reason) : RollbackAnswer;

    public sealed record NothingKept(string Reason) : RollbackAnswer;

    /// <summary>Something that is not the project's stands in the way.</summary>
    public sealed record Blocked(string Reason) : RollbackAnswer;
}

/// <param name="Run">The rollback's own id: what follows from it, activations and refreshes, goes by it.</param>
/// <param name="TakesBack">The run whose publication readers no longer see.</param>
/// <param name="AskedBy">operator or tenant.</param>
public sealed record RollbackView(Guid Run, Guid TakesBack, string AskedBy, DateTimeOffset At);
