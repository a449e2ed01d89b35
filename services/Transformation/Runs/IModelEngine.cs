using ControlPlane.Reconciliation;

namespace ControlPlane.Transformation.Runs;

/// <summary>
/// Brings the models of one run to their end and records in its journal what became of them: results by node, then published, refused or cancelled. Each
/// call may be cut off anywhere, and the next, perhaps of another process, goes on from what the run's row and the engine say.
/// </summary>
internal interface IModelEngine
{
    /// <summary>As specs name it.</summary>
    string Name { get; }

    /// <returns>When to look again, for a run that goes on elsewhere; null once it has ended.</returns>
    /// <exception cref="Fault">What and where, and what to do.</exception>
    Task<TimeSpan?> RunAsync(TenantModels tenant, ModelsRun run, RunJournal journal, CancellationToken cancellationToken);
}
