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
        TypedResults.Ok(new BlueprintList([.. catalog.Folders().Select(name => View(catalog, name))]));

    /// <summary>One blueprint that is of no use must not hide the others.</summary>
    private static BlueprintView View(BlueprintCatalog catalog, string name)
    {
        try
        {
            return catalog.Find(name) is { } found
                ? new BlueprintView(found.Name, found.Version, found.Description, found.Connectors(), found.Defaults)
                : Broken("A blueprint's folder is named with 1 to 61 lower-case letters, digits and hyphens and starts with a letter.");
        }
        catch (InvalidDataException exception)
        {
            return Broken(exception.Message);
        }

        BlueprintView Broken(string error) => new(name, "", "", [], [], error);
    }
}

internal sealed record BlueprintList(IReadOnlyList<BlueprintView> Blueprints);

/// <param name="Defaults">In the shape of a spec.</param>
/// <param name="Error">Why no tenant can be made from it; null when one can. Everything but the name is empty then.</param>
internal sealed record BlueprintView(string Name, string Version, string Description, IReadOnlyList<string> Connectors, JsonObject Defaults, string? Error = null);
