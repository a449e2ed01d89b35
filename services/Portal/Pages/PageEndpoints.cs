using ControlPlane.Portal.Access;
using ControlPlane.Portal.Api;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ControlPlane.Portal.Pages;

internal static class PageEndpoints
{
    private const int TenantsOnAPage = 50;
    private const int RunsOnAPage = 8;

    public static void MapPages(this IEndpointRouteBuilder routes)
    {
        var pages = routes.MapGroup("").RequireAuthorization(PortalAccess.Policy);
        pages.MapGet("/", OverviewAsync);
        pages.MapGet("/runs/{run:guid}", RunAsync);
        pages.MapGet("/runs/{run:guid}/events", RunEvents.Follow);
    }

    private static async Task<RazorComponentResult> OverviewAsync(
        HttpContext context, ControlPlaneApi api, IAntiforgery antiforgery, TimeProvider time, CancellationToken cancellationToken,
        string? tenant = null, string? tenants = null, string? runs = null)
    {
        var tenantPage = api.TenantsAsync(TenantsOnAPage, tenants, cancellationToken);
        var runPage = api.RunsAsync(tenant, RunsOnAPage, runs, cancellationToken);
        await Task.WhenAll(tenantPage, runPage);
        var details = runPage.Result.ValueOrDefault?.Items is { } items ? Task.WhenAll(items.Select(run => api.RunAsync(run.Run, cancellationToken))) : Task.FromResult<Answer<RunView>[]>([]);
        var credits = CreditsAsync(api, tenantPage.Result.ValueOrDefault?.Items ?? [], cancellationToken);
        var overview = new Overview(
            tenantPage.Result, runPage.Result,
            (await details).Select(answer => answer.ValueOrDefault).OfType<RunView>().ToDictionary(view => view.Summary.Run),
            await credits, tenant, IsFirst: string.IsNullOrEmpty(tenants) && string.IsNullOrEmpty(runs));
        return new RazorComponentResult<OverviewPage>(new
        {
            Overview = overview,
            Now = time.GetUtcNow(),
            Address = $"{context.Request.Scheme}://{context.Request.Host}",
            SignOut = SignOutToken(context, antiforgery),
        })
        { StatusCode = overview.IsUnavailable ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK };
    }

    private static async Task<RazorComponentResult> RunAsync(
        Guid run, HttpContext context, ControlPlaneApi api, IAntiforgery antiforgery, TimeProvider time, CancellationToken cancellationToken)
    {
        var answer = await api.RunAsync(run, cancellationToken);
        return new RazorComponentResult<RunPage>(new { Run = run, Answer = answer, Now = time.GetUtcNow(), SignOut = SignOutToken(context, antiforgery) })
        {
            StatusCode = answer switch
            {
                Answer<RunView>.Ok => StatusCodes.Status200OK,
                Answer<RunView>.Missing => StatusCodes.Status404NotFound,
                _ => StatusCodes.Status503ServiceUnavailable,
            },
        };
    }

    /// <summary>What the list does not already tell. Once the first tenant has none, nobody is metered here.</summary>
    private static async Task<IReadOnlyDictionary<string, CreditsView>> CreditsAsync(ControlPlaneApi api, IReadOnlyList<TenantView> tenants, CancellationToken cancellationToken)
    {
        var credits = new Dictionary<string, CreditsView>(StringComparer.Ordinal);
        foreach (var tenant in tenants)
        {
            if (tenant.Credits is { } told) credits[tenant.Tenant] = told;
            else if (await api.UsageAsync(tenant.Tenant, cancellationToken) is Answer<CreditsView?>.Ok { Value: { } used }) credits[tenant.Tenant] = used;
            else if (credits.Count == 0) break;
        }
        return credits;
    }

    private static FormToken? SignOutToken(HttpContext context, IAntiforgery antiforgery) => context.User.IsSignedIn() ? FormToken.Of(context, antiforgery) : null;
}
