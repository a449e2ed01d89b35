using System.Security.Claims;
using ControlPlane.Contracts;
using ControlPlane.Models.Errors;
using ControlPlane.Reconciliation;
using ControlPlane.ServiceDefaults.Access;
using ControlPlane.ServiceDefaults.Problems;
using ControlPlane.Transformation.Projects;
using ControlPlane.Transformation.Runs;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ControlPlane.Transformation.Api;

internal static class ModelEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var models = routes.MapGroup("/v1/tenants/{tenant}/models").WithTags("Models").RequireAuthorization(Policies.Tenant);
        models.MapGet("/", ListAsync).WithName("GetModels").WithSummary("The tenant's project: sources, models, tests and what became of them last");
        models.MapGet("/{model}", GetAsync).WithName("GetModel").WithSummary("One model: compiled SQL, columns and its last runs");
    }

    private static async Task<Results<Ok<ProjectView>, ProblemHttpResult>> ListAsync(
        TenantId tenant, ClaimsPrincipal user, ControlDatabase database, TenantProjects projects, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(user, cancellationToken);
        if (await RunStore.FindTenantAsync(connection, tenant, cancellationToken) is not { } known) return Problem.NotFound;
        if (Load(projects, known, out var invalid) is not { } project) return invalid!;
        var nodes = new NodeViews(project, await LastResults.NewestAsync(connection, tenant, cancellationToken));
        return TypedResults.Ok(new ProjectView(project.Name, project.Hash, [.. project.Manifest.Sources.Values.Select(nodes.Of), .. project.Nodes.Select(nodes.Of)]));
    }

    private static async Task<Results<Ok<ModelView>, ProblemHttpResult>> GetAsync(
        TenantId tenant, string model, ClaimsPrincipal user, ControlDatabase database, TenantProjects projects, ModelCompiler compiler, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(user, cancellationToken);
        if (await RunStore.FindTenantAsync(connection, tenant, cancellationToken) is not { } known) return Problem.NotFound;
        if (Load(projects, known, out var invalid) is not { } project) return invalid!;
        if (project.FindNode(model) is not { } found) return Problem.NotFound;
        var sql = await compiler.CompileAsync(known, project, found, cancellationToken);
        var nodes = new NodeViews(project, await LastResults.NewestAsync(connection, tenant, cancellationToken));
        var columns = found.Columns.Values.Select(column => new ColumnView(column.Name, column.Description.Length == 0 ? null : column.Description, column.DataType));
        var history = await LastResults.HistoryAsync(connection, tenant, found.UniqueId, cancellationToken);
        return TypedResults.Ok(new ModelView(nodes.Of(found), found.OriginalFilePath, sql, [.. columns], history));
    }

    /// <summary>Null, and every error by its place, when the project cannot be used.</summary>
    private static TenantProject? Load(TenantProjects projects, TenantModels known, out ProblemHttpResult? invalid)
    {
        invalid = null;
        try
        {
            return projects.Describe(known);
        }
        catch (ProjectInvalidException exception)
        {
            invalid = InvalidProject.Problem(exception);
            return null;
        }
    }
}
