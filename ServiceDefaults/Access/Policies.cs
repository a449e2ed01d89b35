using ControlPlane.Contracts;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace ControlPlane.ServiceDefaults.Access;

/// <summary>
/// Who may call what. A caller who may not gets 404, as if there were nothing there: a key of one tenant learns nothing of another.
/// </summary>
public static class Policies
{
    /// <summary>The operator alone.</summary>
    public const string Operator = "operator";

    /// <summary>The operator, or a key of the tenant in the route; without a tenant in the route, any key.</summary>
    public const string Tenant = "tenant";

    internal static void AddAccess(this IServiceCollection services)
    {
        services.AddSingleton<ApiKeys>();
        services.AddAuthentication(BearerTokenHandler.SchemeName).AddScheme<AuthenticationSchemeOptions, BearerTokenHandler>(BearerTokenHandler.SchemeName, null);
        services.AddAuthorizationBuilder()
            .AddPolicy(Operator, policy => policy.RequireAuthenticatedUser().RequireRole(Caller.Operator))
            .AddPolicy(Tenant, policy => policy.RequireAuthenticatedUser().RequireAssertion(OwnTenant));
    }

    private static bool OwnTenant(AuthorizationHandlerContext context) =>
        context.Resource is not HttpContext http
        || http.GetRouteValue("tenant") is not string named
        || context.User.IsOperator()
        || (TenantId.TryParse(named, out var tenant) && context.User.MaySee(tenant));
}
