using System.Text.Json.Nodes;
using ControlPlane.ServiceDefaults.Access;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ControlPlane.Tenants.Blueprints;

internal static class BlueprintEndpoints
{
    public static void MapBlueprints(this IEndpointRouteBuilder routes) =>
        routes.MapGroup("/v1/blueprints").WithTags("Blueprints").RequireAuthorization(Policies.Tenant)
            .MapGet("/", List).WithName("ListBlueprints").WithSummary("What a tenant can be made from, with the defaults it starts with");

    private static Ok<BlueprintList> List(BlueprintCatalog catalog) =>
        TypedResults.Ok(new BlueprintList([.. catalog.Names().Select(name => catalog.Find(name)!).Select(found => new BlueprintView(found.Name, found.Version, found.Description, found.Connectors(), found.Defaults))]));
}

internal sealed record BlueprintList(IReadOnlyList<BlueprintView> Blueprints);

/// <param name="Defaults">In the shape of a spec.</param>
internal sealed record BlueprintView(string Name, string Version, string Description, IReadOnlyList<string> Connectors, JsonObject Defaults);
