using ControlPlane.Clients.DbtArtifacts;
using ControlPlane.Contracts.Tenants.Spec;
using ControlPlane.Reconciliation;
using Microsoft.Extensions.Options;

namespace ControlPlane.Transformation.Runs.External;

/// <summary>
/// Has another service carry out a run, and follows it look by look: no place is taken here while it works there. What was asked of it is in the run's row
/// before it is asked, so that whoever goes on after a crash, or after an answer that was lost, finds the run there and starts no second one.
/// </summary>
internal sealed class ExternalEngine(IExternalEngine engine, IOptions<TransformationOptions> options, TimeProvider time) : IModelEngine
{
    public string Name => engine.Name;

    public async Task<TimeSpan?> RunAsync(TenantModels tenant, ModelsRun run, RunJournal journal, CancellationToken cancellationToken)
    {
        var models = AskedSpec.In(tenant.Models, run.RemoteAskedAt is null ? null : run.RemoteSpec);
        using var runs = await engine.OpenAsync(tenant with { Models = models }, cancellationToken);
        try
        {
            var id = run.RemoteRun ?? await BeginAsync(runs, AskedSpec.Of(models), run, journal, cancellationToken);
            if (id is null)
            {
                if (!MaySettle(run)) return options.Value.ExternalPoll;
                await journal.CancelledAsync(cancellationToken);
                return null;
            }
            var seen = await runs.LookAsync(id, cancellationToken);
            if (seen.Status is ModelEngineRunStatus.Queued or ModelEngineRunStatus.Running)
            {
                if (run.CancelAsked) await runs.CancelAsync(id, cancellationToken);
                return options.Value.ExternalPoll;
            }
            await new ExternalResults(tenant.Tenant, engine.Title).RecordAsync(seen, journal, cancellationToken);
            return null;
        }
        catch (Exception exception) when (Translate(runs, exception) is { } fault)
        {
            throw fault;
        }
    }

    /// <returns>Null while nobody can tell whether an earlier question was heard, and for a run that is cancelled before there was one.</returns>
    private async Task<string?> BeginAsync(IExternalRuns runs, ModelsSpec where, ModelsRun run, RunJournal journal, CancellationToken cancellationToken)
    {
        var attempt = AttemptId.Of(run);
        if (run.RemoteAskedAt is not null)
        {
            // A run that was just started may not be listed yet: to ask again at once might start another.
            if (await runs.FindAsync(attempt, cancellationToken) is { } found) return await RememberAsync(journal, found, cancellationToken);
            if (run.CancelAsked || !MaySettle(run)) return null;
        }
        await journal.AskingAsync(engine.Name, where, cancellationToken);
        try
        {
            return await RememberAsync(journal, await runs.StartAsync(attempt, cancellationToken), cancellationToken);
        }
        catch (Exception exception) when (Translate(runs, exception) is { Kind: not FaultKind.Unavailable })
        {
            await journal.RefusedAsync(cancellationToken);
            throw;
        }
    }

    private Fault? Translate(IExternalRuns runs, Exception exception) => EngineEgress.Refusal(exception, engine.Title) ?? runs.Translate(exception);

    private static async Task<string> RememberAsync(RunJournal journal, string id, CancellationToken cancellationToken)
    {
        await journal.AskedAsync(id, cancellationToken);
        return id;
    }

    /// <summary>What was asked would be seen by now.</summary>
    private bool MaySettle(ModelsRun run) => run.RemoteAskedAt is not { } asked || time.GetUtcNow() - asked >= options.Value.ExternalGrace;
}
