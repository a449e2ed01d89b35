namespace ControlPlane.Transformation.Rollbacks;

/// <summary>What there is to do when somebody asks for a rollback.</summary>
internal abstract record RollbackStart
{
    /// <summary>To be carried out.</summary>
    /// <param name="Resumed">It broke off before: it may have been carried out already, and nobody wrote that down.</param>
    public sealed record Begun(RollbackView View, bool Resumed) : RollbackStart;

    /// <summary>What was published last was taken back already.</summary>
    public sealed record Done(RollbackView View) : RollbackStart;

    public sealed record RunUnderWay(Guid Run) : RollbackStart;

    /// <summary>The one that broke off was brought to its end by somebody else.</summary>
    public sealed record NothingLeft : RollbackStart;

    public sealed record NothingPublished : RollbackStart;

    /// <summary>What is published is another engine's, which replaces relations in its own way.</summary>
    public sealed record OtherEngine(Guid Run, string Engine) : RollbackStart;
}
