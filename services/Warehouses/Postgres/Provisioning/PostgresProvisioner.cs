using ControlPlane.Contracts;
using ControlPlane.Reconciliation;
using ControlPlane.Secrets;
using ControlPlane.Warehouses.Credentials;
using ControlPlane.Warehouses.Provisioning;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace ControlPlane.Warehouses.Postgres.Provisioning;

/// <summary>Tenants as databases and roles of one PostgreSQL server (15 and later), made by an administrator who is no superuser.</summary>
public sealed partial class PostgresProvisioner(
    PostgresWarehouseOptions options, PostgresWarehouse warehouse, WarehouseCredentials credentials, ISecretStore secrets, TimeProvider time, ILogger<PostgresProvisioner> logger) : IWarehouseProvisioner, IAsyncDisposable
{
    private readonly PostgresAdministrator _administrator = new(options);
    private readonly PasswordTrial _trial = new(options, secrets, time);

    public async Task<Observed<ProvisioningPlan>> PlanAsync(DesiredWarehouse desired, bool thorough, CancellationToken cancellationToken)
    {
        try
        {
            var wanted = new PostgresDesired(desired, await FingerprintsAsync(desired.Tenant, cancellationToken));
            var state = await ObserveAsync(wanted, cancellationToken);
            var refused = await _trial.FindRefusedAsync(wanted, state, anew: thorough, cancellationToken);
            return new Observed<ProvisioningPlan>.Known(new ProvisioningPlan(desired, PostgresPlan.For(wanted, state with { RefusedLogins = refused })));
        }
        catch (Exception exception) when (exception is NpgsqlException or TimeoutException or IOException)
        {
            // The message names the server's address, and tenants may read what is returned.
            Log.NotObserved(logger, exception, desired.Tenant.ToString());
            return new Observed<ProvisioningPlan>.Unknown($"The warehouse could not be asked about {desired.Tenant.DatabaseName}; the log of the control plane says why.");
        }
    }

    public async Task ApplyAsync(ProvisioningPlan plan, Func<IReadOnlyList<ProvisioningStep>, Task> progress, CancellationToken cancellationToken)
    {
        var tenant = plan.Desired.Tenant;
        var refused = new List<RefusedStep>();
        foreach (var phase in plan.Steps.Cast<PostgresStep>().GroupBy(step => step.Phase).OrderBy(phase => phase.Key))
        {
            try
            {
                refused.AddRange(await ApplyAsync(tenant, phase.Key, [.. phase], cancellationToken));
            }
            catch (Exception exception) when (exception is not OperationCanceledException and not Fault)
            {
                throw ProvisioningFaults.Translate(exception, tenant, $"the {phase.Key.ToString().ToLowerInvariant()} of");
            }
            await progress([.. phase.Except(refused.Select(one => one.Step))]);
            // Nothing can be made in a database that is not there.
            if (refused.Any(one => one.Step.Kind == DatabaseSteps.Create)) break;
        }
        if (refused.Count > 0) throw ProvisioningFaults.Refused(tenant, refused);
    }

    public async Task SetLoginAsync(TenantId tenant, bool allowed, CancellationToken cancellationToken) => await GuardAsync(tenant, "the logins of", async () =>
    {
        await using var connection = await _administrator.OpenAsync(cancellationToken);
        var roles = await PostgresRemoval.ExistingRolesAsync(connection, tenant, cancellationToken);
        await PostgresAdministrator.ExecuteAsync(connection, roles.Select(role => $"ALTER ROLE {PostgresIdentifier.Quote(role)} {(allowed ? "LOGIN" : "NOLOGIN")}"), cancellationToken);
        if (!allowed) await PostgresRemoval.EndSessionsAsync(connection, roles, cancellationToken);
    });

    public async Task EndSessionsAsync(IReadOnlyList<TenantId> tenants, CancellationToken cancellationToken)
    {
        if (tenants.Count == 0) return;
        try
        {
            await using var connection = await _administrator.OpenAsync(cancellationToken);
            await PostgresRemoval.EndSessionsAsync(connection, [.. tenants.SelectMany(tenant => Enum.GetValues<WarehouseRole>().Select(role => tenant.RoleName(role)))], cancellationToken);
        }
        catch (Exception exception) when (exception is NpgsqlException or TimeoutException or IOException)
        {
            throw ProvisioningFaults.Translate(exception, tenants[0], tenants.Count == 1 ? "the sessions of" : $"the sessions of {tenants.Count - 1} other tenants and");
        }
    }

    public async Task DropDatabaseAsync(TenantId tenant, CancellationToken cancellationToken) => await GuardAsync(tenant, "the database of", async () =>
    {
        await warehouse.ForgetAsync(tenant);
        await using var connection = await _administrator.OpenAsync(cancellationToken);
        await PostgresAdministrator.ExecuteAsync(connection, [$"DROP DATABASE IF EXISTS {PostgresIdentifier.Quote(tenant.DatabaseName)} WITH (FORCE)"], cancellationToken);
    });

    public async Task DropRolesAsync(TenantId tenant, CancellationToken cancellationToken) => await GuardAsync(tenant, "the roles of", async () =>
    {
        await using var connection = await _administrator.OpenAsync(cancellationToken);
        await PostgresRemoval.DropRolesAsync(connection, tenant, cancellationToken);
        _trial.Forget(tenant);
    });

    public async Task<IReadOnlyList<InventoryItem>> InventoryAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        var state = await ObserveAsync(new PostgresDesired(new DesiredWarehouse(tenant, 0, [], false), new Dictionary<WarehouseRole, string?>()), cancellationToken);
        return
        [
            .. state.DatabaseOwner is null ? Array.Empty<InventoryItem>() : [new InventoryItem("database", tenant.DatabaseName)],
            .. state.Schemas.Where(schema => schema.Name != "public").Select(schema => new InventoryItem("schema", schema.Name)),
            .. state.Relations.Select(relation => new InventoryItem(relation.Kind == 'v' ? "view" : "table", $"{relation.Schema}.{relation.Name}")),
            .. state.Roles.Select(role => new InventoryItem("role", role.Name)),
        ];
    }

    public Task<IReadOnlyList<StatementTime>> StatementTimesAsync(IReadOnlyList<TenantId> tenants, CancellationToken cancellationToken) =>
        PostgresStatementTimes.ReadAsync(_administrator, tenants, cancellationToken);

    public ValueTask DisposeAsync() => _administrator.DisposeAsync();

    private async Task<IReadOnlyList<RefusedStep>> ApplyAsync(TenantId tenant, PostgresPhase phase, IReadOnlyList<PostgresStep> steps, CancellationToken cancellationToken)
    {
        if (phase == PostgresPhase.Contents)
        {
            await using var inside = await _administrator.OpenAsync(tenant, cancellationToken);
            return await StepTransaction.RunAsync(inside, steps, cancellationToken);
        }
        await using var connection = await _administrator.OpenAsync(cancellationToken);
        var filled = new List<PostgresStep>();
        foreach (var step in steps) filled.Add(await FillAsync(tenant, step, cancellationToken));
        var refused = await StepTransaction.RunAsync(connection, filled, cancellationToken);
        // Sessions that are pooled under an old password or limit are of no use any more.
        if (phase == PostgresPhase.Roles)
        {
            await warehouse.ForgetAsync(tenant);
            _trial.Forget(tenant);
        }
        // By name: a step that holds what is made of a password goes no further than this.
        return [.. refused.Select(one => one with { Step = steps.Single(step => step.Id == one.Step.Id && step.Kind == one.Step.Kind) })];
    }

    private async Task<PostgresStep> FillAsync(TenantId tenant, PostgresStep step, CancellationToken cancellationToken)
    {
        if (step.PasswordOf is not { } role) return step;
        var password = await credentials.EnsureAsync(tenant, role, cancellationToken);
        return step with
        {
            Statements =
            [
                .. step.Statements.Select(statement => statement
                    .Replace(PostgresStep.VerifierMark, ScramVerifier.For(password), StringComparison.Ordinal)
                    .Replace(PostgresStep.FingerprintMark, ScramVerifier.Fingerprint(password), StringComparison.Ordinal)),
            ],
        };
    }

    private async Task<PostgresState> ObserveAsync(PostgresDesired desired, CancellationToken cancellationToken, bool again = true)
    {
        string[] roles = [desired.Loader, desired.Transformer, desired.Reader];
        try
        {
            await using var inside = await _administrator.OpenAsync(desired.Tenant, cancellationToken);
            return await PostgresObservation.ReadAsync(inside, desired.Database, roles, inside: true, cancellationToken);
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.InvalidCatalogName)
        {
            await using var outside = await _administrator.OpenAsync(cancellationToken);
            return await PostgresObservation.ReadAsync(outside, desired.Database, roles, inside: false, cancellationToken);
        }
        catch (NpgsqlException exception) when (again && exception.IsTransient)
        {
            // A database that is dropped ends the sessions in it: what is there now is asked for anew.
            return await ObserveAsync(desired, cancellationToken, again: false);
        }
    }

    private async Task<IReadOnlyDictionary<WarehouseRole, string?>> FingerprintsAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        var fingerprints = new Dictionary<WarehouseRole, string?>();
        foreach (var role in Enum.GetValues<WarehouseRole>())
            fingerprints[role] = await secrets.FindAsync(WarehouseCredentials.Reference(tenant, role), cancellationToken) is { } password ? ScramVerifier.Fingerprint(password) : null;
        return fingerprints;
    }

    private static async Task GuardAsync(TenantId tenant, string what, Func<Task> act)
    {
        try
        {
            await act();
        }
        catch (Exception exception) when (exception is NpgsqlException or TimeoutException or IOException)
        {
            throw ProvisioningFaults.Translate(exception, tenant, what);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(2051, LogLevel.Warning, "The warehouse could not be asked about {Tenant}")]
        public static partial void NotObserved(ILogger logger, Exception exception, string tenant);
    }
}
