using System.ComponentModel;
using System.Security.Claims;
using ControlPlane.Contracts;
using ControlPlane.Models.Errors;
using ControlPlane.Reconciliation;
using ControlPlane.ServiceDefaults.Access;
using ControlPlane.ServiceDefaults.Problems;
using ControlPlane.Transformation.Api;
using ControlPlane.Transformation.Runs;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ControlPlane.Transformation.Lineage;

internal static class LineageEndpoints
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/v1/tenants/{tenant}/lineage", GetAsync).WithTags("Models").RequireAuthorization(Policies.Tenant)
            .WithName("GetLineage").WithSummary("What the tenant's models are made of and what is made of them, tables and columns")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status422UnprocessableEntity);

    private static async Task<Results<LineageResult, ProblemHttpResult>> GetAsync(
        TenantId tenant, ClaimsPrincipal user, ControlDatabase database, LineageGraphs graphs,
        [Description("Where to begin: a unique id, a name (a source table's is source.table), or either with '.' and a column behind it. Left out: the whole graph.")] string? node,
        [Description("upstream, downstream or both (default). Needs node.")] string? direction,
        [Description("How many steps from the node, 1 or more; left out: all. Needs node.")] string? depth,
        [Description("true: also columns that decide rows and values (joins, filters, groups), and not only those that values are made of. Default false.")] string? indirect,
        CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(user, cancellationToken);
        if (await RunStore.FindTenantAsync(connection, tenant, cancellationToken) is not { } known) return Problem.NotFound;
        var request = LineageRequest.Read(node, direction, depth, indirect, out var errors);
        if (errors.Count > 0) return Problem.Of(StatusCodes.Status400BadRequest, "lineage-parameters-invalid", "The parameters are not valid", "See errors for what each of them can be.", errors);
        try
        {
            var (lineage, hash) = await graphs.OfAsync(connection, known, cancellationToken);
            if (request.Node is null) return new LineageResult(lineage.Project, hash, request, null, lineage.Graph.All(request.IncludesIndirect), lineage.Unresolved);
            var found = lineage.Names.Find(request.Node);
            return found switch
            {
                { Id: { } id } when lineage.Graph.Ask(new(found.Column is null ? id : $"{id}.{found.Column}", request.Direction, request.Depth, request.IncludesIndirect)) is { } answer =>
                    new LineageResult(lineage.Project, hash, request, found, answer, lineage.Unresolved),
                { IsAmbiguous: true } => Problem.Of(StatusCodes.Status400BadRequest, "lineage-parameters-invalid", "The parameters are not valid", "See errors for what each of them can be.",
                    new Dictionary<string, string[]> { ["node"] = [$"'{request.Node}' is not one node. {found.Advice}"] }),
                _ => Problem.Of(StatusCodes.Status404NotFound, "lineage-node-unknown", "There is no such node", $"The project has no node or column '{request.Node}'. {found.Advice}"),
            };
        }
        catch (ProjectInvalidException exception)
        {
            return InvalidProject.Problem(exception);
        }
    }
}
