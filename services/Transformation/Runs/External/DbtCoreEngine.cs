using ControlPlane.Clients.DbtArtifacts;
using ControlPlane.Clients.DbtCore;
using ControlPlane.Contracts.Tenants.Spec;
using ControlPlane.Models.Projects;
using ControlPlane.Reconciliation;
using ControlPlane.ServiceDefaults;
using ControlPlane.Transformation.Projects;
using ControlPlane.Transformation.Targets;
using Microsoft.Extensions.Options;

namespace ControlPlane.Transformation.Runs.External;

/// <summary>
/// dbt Core as a process of this host, as the tenant's role that builds models. It builds in place, tests as it goes, and its exit code is the gate. One that
/// outlived the process that had started it is ended before another is started; where it had come to its end by itself, its results are taken.
/// </summary>
internal sealed class DbtCoreEngine(
    IModelTargets targets, TenantProjects projects, RunStore store, IOptions<TransformationOptions> options, IOptions<ControlPlaneOptions> places, TimeProvider time) : IModelEngine
{
    private const string Title = "dbt Core";

    public string Name => ModelEngines.DbtCore;

    public async Task<TimeSpan?> RunAsync(TenantModels tenant, ModelsRun run, RunJournal journal, CancellationToken cancellationToken)
    {
        var client = new DbtCoreClient(new() { Executable = Executable(tenant), Timeout = options.Value.DbtCore.Timeout }, time);
        await using var watch = new CancelWatch(store, tenant.Tenant, run.Run, options.Value.CancelPoll, time, cancellationToken);
        var folder = new DbtFolder(options.Value.DbtCore.Folder, tenant.Tenant, AttemptId.Of(run));
        folder.Claim();
        var results = new ExternalResults(tenant.Tenant, Title);
        if (await LeftAsync(client, folder, run, cancellationToken) is { } left) await results.RecordAsync(left, journal, cancellationToken);
        else if (run.CancelAsked) await journal.CancelledAsync(cancellationToken);
        else
        {
            var target = await TargetAsync(tenant, cancellationToken);
            await Task.Run(() => folder.Fill(places.Value.Blueprints, tenant, target), cancellationToken);
            await journal.AskingAsync(Name, null, cancellationToken);
            var ended = await BuildAsync(client, folder.Invocation(tenant, target), folder, journal, watch.Token);
            if (ended.Outcome == DbtOutcome.Cancelled)
            {
                // What it wrote as it was interrupted is not what became of the run.
                folder.Delete();
                if (!watch.IsCancelled) throw new OperationCanceledException(cancellationToken);
            }
            await results.RecordAsync(ended.ToModelEngineRun(), journal, cancellationToken);
        }
        folder.Delete();
        return null;
    }

    private string Executable(TenantModels tenant)
    {
        var host = options.Value.DbtCore;
        if (host.Executable is not { Length: > 0 } executable)
            throw new Fault(FaultKind.Rejected, "EngineNotConfigured", $"The spec's models.engine is dbt-core, and this host has no dbt: set {TransformationOptions.Section}:DbtCore:Executable, or choose another engine.");
        if (!host.Blueprints.Contains(tenant.Blueprint, StringComparer.Ordinal))
            throw new Fault(FaultKind.Rejected, "EngineNotAllowed", $"The spec's models.engine is dbt-core, which this host does not allow blueprint '{tenant.Blueprint}': add it to {TransformationOptions.Section}:DbtCore:Blueprints, or choose another engine.");
        return executable;
    }

    /// <exception cref="Fault">Rejected: the tenant's warehouse is one that only this process can have open.</exception>
    private async Task<TargetProfile> TargetAsync(TenantModels tenant, CancellationToken cancellationToken)
    {
        var threads = projects.ThreadsOf(tenant);
        if (targets.Describe(tenant.Tenant, threads).Type is not "postgres" and var type)
            throw new Fault(FaultKind.Rejected, "EngineNotPossible", $"dbt Core cannot build in a warehouse of type {type} beside this service: use PostgreSQL, or engine: {ModelEngines.Native}.");
        using var target = await targets.OpenAsync(tenant.Tenant, threads, cancellationToken);
        return target.Adapter.Target;
    }

    /// <summary>
    /// What an earlier process left: the end of its dbt, which nobody saw. Null where there is none to go by; what a dbt left that was interrupted, by us or
    /// by whoever stopped us, is no end.
    /// </summary>
    private static async Task<ModelEngineRun?> LeftAsync(DbtCoreClient client, DbtFolder folder, ModelsRun run, CancellationToken cancellationToken)
    {
        if (run.RemoteRun is not { } name || DbtProcess.Parse(name) is not { } process) return null;
        if (await client.EndAsync(process))
        {
            // Before anything that may fail: the next pass would find the process gone, and this as what it left.
            folder.Delete();
            return null;
        }
        if (await DbtCoreClient.FindResultsAsync(folder.Written, cancellationToken) is not { } results || !await IsWholeAsync(results, folder, cancellationToken)) return null;
        return new()
        {
            Id = results.Metadata.InvocationId ?? name,
            Status = results.Nodes.Any(node => node.Status.IsFailure) ? ModelEngineRunStatus.Failed : ModelEngineRunStatus.Succeeded,
            Nodes = results.Nodes,
        };
    }

    private static async Task<bool> IsWholeAsync(RunResults results, DbtFolder folder, CancellationToken cancellationToken)
    {
        try
        {
            return results.IsWhole(await DbtCoreClient.ReadManifestAsync(folder.Written, cancellationToken));
        }
        catch (DbtCoreException)
        {
            return false;
        }
    }

    /// <summary>Packages first, where the project names any: its copy has none yet.</summary>
    private static async Task<DbtCoreRun> BuildAsync(DbtCoreClient client, DbtInvocation build, DbtFolder folder, RunJournal journal, CancellationToken cancellationToken)
    {
        try
        {
            if (folder.HasPackages)
            {
                var deps = await client.RunAsync(build with { Command = "deps", Threads = null, TargetPath = null }, cancellationToken: cancellationToken);
                if (deps.Outcome != DbtOutcome.Succeeded) return deps;
            }
            return await client.RunAsync(build, started: process => journal.AskedAsync(process.ToString(), CancellationToken.None), cancellationToken: cancellationToken);
        }
        catch (DbtCoreException exception)
        {
            throw new Fault(FaultKind.AccessDenied, "EngineCannotRun", $"dbt Core: {exception.Message}.", exception);
        }
    }
}
