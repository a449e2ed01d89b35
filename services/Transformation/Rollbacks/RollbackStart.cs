namespace ControlPlane.Transformation.Rollbacks;

/// <summary>What there is to do when somebody asks for a rollback.</summary>
internal abstract record RollbackStart
{
    /// <summary>To be carried out, unless it was carried out already and nobody wrote that down.</summary>
    public sealed record Begun(RollbackView View) : RollbackStart;

    /// <summary>What was published last was taken back already.</summary>
    public sealed record Done(RollbackView View) : RollbackStart;

    public sealed record RunUnderWay(Guid Run) : RollbackStart;

    public sealed record NothingPublished : RollbackStart;
}
