using ControlPlane.Activation.Tenants;
using ControlPlane.Contracts;
using ControlPlane.Reconciliation;
using ControlPlane.ServiceDefaults;
using ControlPlane.ServiceDefaults.Access;
using ControlPlane.ServiceDefaults.Problems;
using ControlPlane.Warehouses;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using Npgsql;

namespace ControlPlane.Activation.Marts;

/// <summary>A client's own marts, read as the tenant's READER.</summary>
internal static class MartEndpoints
{
    public static void MapMarts(this IEndpointRouteBuilder routes)
    {
        var marts = routes.MapGroup("/v1/tenants/{tenant}/marts").WithTags("Marts").RequireAuthorization(Policies.Tenant);
        marts.MapGet("/", ListAsync).WithName("ListMarts").WithSummary("The marts with their columns").ProducesProblem(404).ProducesProblem(429);
        marts.MapGet("/{table}", ReadAsync).WithName("ReadMart")
            .WithSummary("The rows of a mart as JSON, CSV or NDJSON")
            .WithDescription("""
                Filters are parameters named like columns: repo_name=eq.value with eq, ne, gt, gte, lt, lte, like, in.(a,b), is.null, is.notnull. columns=a,b selects, order=a,b.desc
                orders, limit (default 1000 for JSON, at most 100000) and cursor page: send what next held, or follow the Link header of CSV and NDJSON. Without a limit CSV and NDJSON
                hold every row. format=json|csv|ndjson, or Accept. spreadsheet=true keeps spreadsheets from taking texts for formulas.
                """)
            .Produces<MartRowsView>(200, "application/json", "text/csv", "application/x-ndjson").ProducesProblem(400).ProducesProblem(404).ProducesProblem(422).ProducesProblem(429).ProducesProblem(503);
    }

    private static async Task<Results<Ok<MartsView>, ProblemHttpResult>> ListAsync(TenantId tenant, TenantStore tenants, MartReader marts, IOptions<ActivationOptions> options, CancellationToken cancellationToken)
    {
        if (await tenants.FindAsync(tenant, cancellationToken) is not { } known) return Problem.NotFound;
        if (known.Suspended) throw TenantStore.Suspended(tenant);
        var tag = new QueryTag(tenant, "api");
        await using var session = await marts.OpenAsync(tag, options.Value.MartStatementTimeout, cancellationToken);
        var tables = await MartReader.ListAsync(session, tag, cancellationToken);
        return TypedResults.Ok(new MartsView([.. tables.Select(table => new MartView(table.Name, [.. table.Columns.Select(column => new ColumnView(column.Name, column.Type, column.Nullable))]))]));
    }

    private static async Task<IResult> ReadAsync(
        TenantId tenant, string table, HttpContext context, TenantStore tenants, MartReader marts, IOptions<ActivationOptions> options, IOptions<ControlPlaneOptions> settings, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        if (await tenants.FindAsync(tenant, cancellationToken) is not { } known) return Problem.NotFound;
        if (known.Suspended) throw TenantStore.Suspended(tenant);
        var tag = new QueryTag(tenant, "api");
        await using var session = await marts.OpenAsync(tag, options.Value.MartStatementTimeout, cancellationToken);
        var tables = await MartReader.ListAsync(session, tag, cancellationToken);
        if (tables.FirstOrDefault(candidate => candidate.Name == table) is not { } mart)
            return Problem.Of(404, "mart-not-found", "There is no such mart", "The tenant has no mart of this name (yet).", more: [new("marts", tables.Select(candidate => candidate.Name))]);

        var cursors = new MartCursor(settings.Value, tenant, marts);
        var parser = new MartQueryParser(mart);
        if (parser.Parse(context.Request.Query, context.Request.Headers.Accept.ToString(), cursors.Read) is not { } query)
            return Problem.Of(400, "invalid-query", "The query is not valid", $"Mart {mart.Name} cannot be asked this; see errors.", parser.Errors);
        try
        {
            await new MartStream(marts, query, cursors, loggers.CreateLogger<MartStream>()).WriteAsync(session, tag, context);
            return TypedResults.Empty;
        }
        catch (Exception exception) when (!context.Response.HasStarted && Refusal(exception) is { } error)
        {
            return Explain(error, query, options.Value);
        }
    }

    /// <summary>What the engine says against the statement, whether before or with its first row; null for anything else, such as its being away.</summary>
    private static PostgresException? Refusal(Exception exception) => exception switch
    {
        PostgresException { IsTransient: false } error => error,
        Fault { Kind: FaultKind.Rejected, InnerException: PostgresException error } => error,
        _ => null,
    };

    private static ProblemHttpResult Explain(PostgresException error, MartQuery query, ActivationOptions options) => error.SqlState switch
    {
        PostgresErrorCodes.QueryCanceled =>
            Problem.Of(503, "query-too-slow", "The query took too long", $"It was stopped after {options.MartStatementTimeout}. Narrow it with filters or a smaller limit."),
        ['2', '2', ..] when query.Filters.Count > 0 =>
            Problem.Of(400, "invalid-value", "A value is not valid", $"A filter's value does not fit its column: {error.MessageText}"),
        _ => Problem.Of(422, "mart-unreadable", "The mart cannot be read", $"The warehouse says {error.SqlState}: {error.MessageText}"),
    };
}
