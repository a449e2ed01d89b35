using ControlPlane.Activation.Blueprints;
using ControlPlane.Activation.Tenants;
using ControlPlane.Contracts;
using ControlPlane.ServiceDefaults.Access;
using ControlPlane.ServiceDefaults.Modules;
using ControlPlane.ServiceDefaults.Problems;
using Dapper;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace ControlPlane.Activation.Status;

/// <summary>What is declared, and what came of it in the last runs.</summary>
internal static class StatusEndpoints
{
    private const int Runs = 10;

    public static void MapStatus(this IEndpointRouteBuilder routes)
    {
        var tenant = routes.MapGroup("/v1/tenants/{tenant}").RequireAuthorization(Policies.Tenant);
        tenant.MapGet("/activations", ActivationsAsync).WithTags("Activations").WithName("ListActivations").WithSummary("Activations with their last ten runs").ProducesProblem(404).ProducesProblem(422);
        tenant.MapGet("/refreshes", RefreshesAsync).WithTags("Refreshes").WithName("ListRefreshes").WithSummary("BI refreshes with their last ten runs").ProducesProblem(404).ProducesProblem(422);
    }

    private static async Task<Results<Ok<ActivationsView>, ProblemHttpResult>> ActivationsAsync(
        TenantId tenant, TenantStore tenants, BlueprintFiles files, ServiceState<ActivationModule> state, CancellationToken cancellationToken)
    {
        if (await tenants.FindAsync(tenant, cancellationToken) is not { Spec: { } spec }) return Problem.NotFound;
        var definitions = await files.ActivationsAsync(spec, cancellationToken);
        await using var connection = await state.Database.OpenTenantAsync(tenant.ToString(), cancellationToken);
        var runs = await ActivationRunsAsync(connection, tenant, cancellationToken);
        var gone = runs.Select(run => run.Key).Except(definitions.Select(definition => definition.Name)).Select(name =>
            new ActivationView(name, "No longer declared", null, [], null, new Dictionary<string, string>(), null, false, [.. runs[name]]));
        return TypedResults.Ok(new ActivationsView([
            .. definitions.Select(definition => new ActivationView(
                definition.Name, definition.Description, definition.Mart, definition.Key, $"{definition.Destination.Connection}{definition.Destination.Path}",
                definition.Mapping.ToDictionary(mapped => mapped.Property, mapped => mapped.Column), definition.MaxFailedShare,
                spec.Activations.Connections.ContainsKey(definition.Destination.Connection), [.. runs[definition.Name]])),
            .. gone]));
    }

    private static async Task<Results<Ok<RefreshesView>, ProblemHttpResult>> RefreshesAsync(
        TenantId tenant, TenantStore tenants, BlueprintFiles files, ServiceState<ActivationModule> state, CancellationToken cancellationToken)
    {
        if (await tenants.FindAsync(tenant, cancellationToken) is not { Spec: { } spec }) return Problem.NotFound;
        var definitions = await files.RefreshesAsync(spec, cancellationToken);
        await using var connection = await state.Database.OpenTenantAsync(tenant.ToString(), cancellationToken);
        var rows = await connection.QueryAsync<RefreshRow>(new CommandDefinition($"""
            SELECT * FROM (
                SELECT refresh AS Name, run AS Run, status AS Status, error AS Error, started_at AS StartedAt, finished_at AS FinishedAt, refresh_id AS RefreshId, adopted AS Adopted,
                    row_number() OVER (PARTITION BY refresh ORDER BY published_at DESC, run DESC) AS Place
                FROM activation.refreshes WHERE tenant = @tenant) f
            WHERE Place <= {Runs} ORDER BY Name, Place
            """, new { tenant = tenant.ToString() }, cancellationToken: cancellationToken));
        var runs = rows.ToLookup(row => row.Name, row => new RefreshRunView(row.Run, row.Status, row.Error, row.StartedAt, row.FinishedAt, row.RefreshId, row.Adopted));
        return TypedResults.Ok(new RefreshesView([.. definitions.Select(definition => new RefreshView(
            definition.Name, definition.Description, definition.Connection, definition.Group, definition.Dataset, definition.Marts,
            spec.Refreshes.Connections.ContainsKey(definition.Connection), [.. runs[definition.Name]]))]));
    }

    private static async Task<ILookup<string, ActivationRunView>> ActivationRunsAsync(NpgsqlConnection connection, TenantId tenant, CancellationToken cancellationToken)
    {
        var rows = (await connection.QueryAsync<ActivationRow>(new CommandDefinition($"""
            SELECT * FROM (
                SELECT activation AS Name, run AS Run, status AS Status, error AS Error, started_at AS StartedAt, finished_at AS FinishedAt, selected AS Selected, created AS Created,
                    updated AS Updated, unchanged AS Unchanged, failed AS Failed, vanished AS Vanished, row_number() OVER (PARTITION BY activation ORDER BY published_at DESC, run DESC) AS Place
                FROM activation.activations WHERE tenant = @tenant) a
            WHERE Place <= {Runs} ORDER BY Name, Place
            """, new { tenant = tenant.ToString() }, cancellationToken: cancellationToken))).AsList();
        var failures = (await connection.QueryAsync<(string Name, Guid Run, string Key, string Reason)>(new CommandDefinition(
            "SELECT activation, run, key, reason FROM activation.failed_rows WHERE tenant = @tenant AND run = ANY(@runs) ORDER BY id",
            new { tenant = tenant.ToString(), runs = rows.Select(row => row.Run).Distinct().ToArray() }, cancellationToken: cancellationToken)))
            .ToLookup(row => (row.Name, row.Run), row => new FailedRowView(row.Key, row.Reason));
        return rows.ToLookup(row => row.Name, row => new ActivationRunView(
            row.Run, row.Status, row.Error, row.StartedAt, row.FinishedAt, row.Selected, row.Created, row.Updated, row.Unchanged, row.Failed, row.Vanished, [.. failures[(row.Name, row.Run)]]));
    }

    private sealed class ActivationRow
    {
        public required string Name { get; init; }

        public Guid Run { get; init; }

        public required string Status { get; init; }

        public string? Error { get; init; }

        public DateTime StartedAt { get; init; }

        public DateTime? FinishedAt { get; init; }

        public long Selected { get; init; }

        public long Created { get; init; }

        public long Updated { get; init; }

        public long Unchanged { get; init; }

        public long Failed { get; init; }

        public long Vanished { get; init; }
    }

    private sealed class RefreshRow
    {
        public required string Name { get; init; }

        public Guid Run { get; init; }

        public required string Status { get; init; }

        public string? Error { get; init; }

        public DateTime StartedAt { get; init; }

        public DateTime? FinishedAt { get; init; }

        public string? RefreshId { get; init; }

        public bool Adopted { get; init; }
    }
}
