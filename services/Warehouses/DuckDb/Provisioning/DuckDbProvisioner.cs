using ControlPlane.Contracts;
using ControlPlane.NativePackages;
using ControlPlane.DuckDb.Native;
using ControlPlane.Reconciliation;
using ControlPlane.Warehouses.Provisioning;
using Microsoft.Extensions.Logging;

namespace ControlPlane.Warehouses.DuckDb.Provisioning;

/// <summary>
/// Tenants as files of a folder. There are no roles to make and no limit of connections to set, so plans have no such steps; suspension
/// is a mark that this warehouse's own sessions respect.
/// </summary>
public sealed partial class DuckDbProvisioner(DuckDbWarehouse warehouse, ILogger<DuckDbProvisioner> logger) : IWarehouseProvisioner
{
    public async Task<Observed<ProvisioningPlan>> PlanAsync(DesiredWarehouse desired, bool thorough, CancellationToken cancellationToken)
    {
        try
        {
            return new Observed<ProvisioningPlan>.Known(new ProvisioningPlan(desired, DuckDbPlan.For(desired, await ObserveAsync(desired.Tenant, cancellationToken))));
        }
        catch (Exception exception) when (exception is DuckDbException or NpmPackageException or DllNotFoundException or IOException or UnauthorizedAccessException or Fault)
        {
            // The message names files, and tenants may read what is returned.
            Log.NotObserved(logger, exception, desired.Tenant.ToString());
            return new Observed<ProvisioningPlan>.Unknown($"The warehouse could not be asked about {desired.Tenant.DatabaseName}; the log of the control plane says why.");
        }
    }

    public Task ApplyAsync(ProvisioningPlan plan, Func<IReadOnlyList<ProvisioningStep>, Task> progress, CancellationToken cancellationToken) => GuardAsync(plan.Desired.Tenant, async file =>
    {
        if (plan.Steps.Count == 0) return;
        var steps = plan.Steps.Cast<DuckDbStep>().ToList();
        await file.Writing.WaitAsync(cancellationToken);
        try
        {
            var connection = await file.ConnectAsync(creates: true, cancellationToken);
            await using var released = new Released(file, connection);
            await connection.ExecuteAsync(string.Join("; ", ["BEGIN TRANSACTION", .. steps.Select(step => step.Sql).OfType<string>(), "COMMIT"]), cancellationToken);
        }
        finally
        {
            file.Writing.Release();
        }
        if (steps.Any(step => step.Kind is "suspend" or "resume")) await SuspendAsync(file, plan.Desired.Suspended);
        await progress(steps);
    });

    public Task SetLoginAsync(TenantId tenant, bool allowed, CancellationToken cancellationToken) => GuardAsync(tenant, async file =>
    {
        if (file.Exists) await SuspendAsync(file, !allowed);
    });

    public async Task EndSessionsAsync(IReadOnlyList<TenantId> tenants, CancellationToken cancellationToken)
    {
        foreach (var tenant in tenants) await GuardAsync(tenant, file => file.EndSessionsAsync());
    }

    public Task DropDatabaseAsync(TenantId tenant, CancellationToken cancellationToken) => GuardAsync(tenant, file => file.DeleteAsync());

    /// <summary>What there is instead of roles: the mark of those that are suspended.</summary>
    public Task DropRolesAsync(TenantId tenant, CancellationToken cancellationToken) => GuardAsync(tenant, file =>
    {
        file.Suspend(false);
        return Task.CompletedTask;
    });

    public async Task<IReadOnlyList<InventoryItem>> InventoryAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        IReadOnlyList<InventoryItem> items = [];
        await GuardAsync(tenant, async _ =>
        {
            var state = await ObserveAsync(tenant, cancellationToken);
            if (!state.Exists) return;
            items =
            [
                new("database", tenant.DatabaseName),
                .. state.Schemas.Where(schema => schema != "main").Select(schema => new InventoryItem("schema", schema)),
                .. state.Relations.Select(relation => new InventoryItem(relation.Kind, $"{relation.Schema}.{relation.Name}")),
            ];
        });
        return items;
    }

    public Task<IReadOnlyList<StatementTime>> StatementTimesAsync(IReadOnlyList<TenantId> tenants, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<StatementTime>>([.. tenants.Select(warehouse.Usage.Of)]);

    private static async Task SuspendAsync(DuckDbFile file, bool suspended)
    {
        file.Suspend(suspended);
        if (suspended) await file.EndSessionsAsync();
    }

    private async Task<DuckDbState> ObserveAsync(TenantId tenant, CancellationToken cancellationToken, bool again = true)
    {
        var file = await warehouse.FileAsync(tenant, cancellationToken);
        if (!file.Exists) return DuckDbState.Absent(file.IsSuspended);
        try
        {
            var connection = await file.ConnectAsync(creates: false, cancellationToken);
            await using var released = new Released(file, connection);
            return await DuckDbState.ReadAsync(connection, file.IsSuspended, cancellationToken);
        }
        catch (Exception exception) when (again && exception is DuckDbException { IsPassing: true } or Fault)
        {
            // A database that is deleted ends the sessions in it: what is there now is asked for anew.
            return await ObserveAsync(tenant, cancellationToken, again: false);
        }
    }

    private async Task GuardAsync(TenantId tenant, Func<DuckDbFile, Task> act)
    {
        try
        {
            await act(await warehouse.FileAsync(tenant, CancellationToken.None));
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            Log.Failed(logger, exception, tenant.ToString());
            throw DuckDbFaults.Translate(exception, tenant);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(2061, LogLevel.Warning, "The warehouse could not be asked about {Tenant}")]
        public static partial void NotObserved(ILogger logger, Exception exception, string tenant);

        [LoggerMessage(2062, LogLevel.Warning, "The warehouse of {Tenant} could not be changed")]
        public static partial void Failed(ILogger logger, Exception exception, string tenant);
    }
}
