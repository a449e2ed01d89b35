using ControlPlane.Contracts;
using ControlPlane.Reconciliation;
using ControlPlane.Transformation.Compilation;
using ControlPlane.Transformation.Engines;
using ControlPlane.Warehouses;

namespace ControlPlane.Transformation.Runs.Building;

/// <summary>Builds every model of a run under its build name.</summary>
internal sealed class ModelBuilder(IModelEngine engine, WorkerSessions sessions, TenantId tenant, Guid run, TimeProvider time)
{
    /// <param name="record">Is given each result as soon as there is one; may be called by several threads at once.</param>
    /// <exception cref="Fault">The warehouse cannot be used; a model's own failure is a result instead.</exception>
    public async Task BuildAsync(CompiledProject project, Func<NodeResult, CancellationToken, Task> record, CancellationToken cancellationToken)
    {
        var schedule = new ModelSchedule(project.Bound.Models);
        await schedule.RunAsync(project.Bound.Binding.Target.Threads, async (models, token) =>
        {
            IWarehouseSession? session = null;
            await foreach (var model in models)
            {
                var compiled = project.Models[model.Name];
                var result = model.IsEphemeral
                    ? NodeResult.Built(compiled, null, TimeSpan.Zero)
                    : await BuildOneAsync(session ??= await sessions.TakeAsync(token), compiled, project.Bound, token);
                await record(result, token);
                await schedule.DoneAsync(model, result.Status == NodeStatus.Success, (skipped, because) => record(NodeResult.Skipped(project.Models[skipped.Name], because), token));
            }
            if (session is not null) sessions.Return(session);
        }, cancellationToken);
    }

    private async Task<NodeResult> BuildOneAsync(IWarehouseSession session, CompiledModel compiled, BoundProject project, CancellationToken cancellationToken)
    {
        var model = compiled.Model;
        var started = time.GetTimestamp();
        var tag = new QueryTag(tenant, model.Name, run);
        try
        {
            await session.ExecuteAsync(tag, engine.Create(compiled, new RelationMarker(model.Name, run, project.Project.Hash)), cancellationToken);
            // A view costs as much as its SELECT: counted only where the count is part of what is published.
            var counted = model.Config.Materialized == Materialization.Table || model.Published.Schema == WarehouseNames.Marts;
            var rows = counted ? (await session.ReadAsync(tag, $"SELECT count(*) FROM {compiled.Relation.Sql(project.Binding.Quote)}", [], row => row.GetInt64(0), cancellationToken))[0] : (long?)null;
            return NodeResult.Built(compiled, rows, time.GetElapsedTime(started));
        }
        catch (Fault fault) when (fault.Kind == FaultKind.Rejected || fault.Reason == "PermissionDenied")
        {
            return NodeResult.Failed(compiled, $"{model.File.File}: {fault.Message}", time.GetElapsedTime(started));
        }
    }
}
