using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ControlPlane.AppHost.MainJob;

namespace ControlPlane.EndToEnd.Isolation;

/// <summary>One operation of the OpenAPI document, so that whatever is added to the API is tested without being named here.</summary>
internal sealed partial record ApiOperation(HttpMethod Method, string Template)
{
    /// <summary>Speaks of one tenant or one run, which is a tenant's.</summary>
    public bool IsOfTenant => Template.Contains("{tenant}", StringComparison.Ordinal) || Template.Contains("{run}", StringComparison.Ordinal);

    public static async Task<IReadOnlyList<ApiOperation>> AllAsync(ControlPlaneClient client)
    {
        var document = await client.GetAsync("openapi/v1.json", default);
        return [.. document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject()
            .Where(operation => operation.Key is "get" or "put" or "post" or "delete" or "patch")
            .Select(operation => new ApiOperation(new HttpMethod(operation.Key.ToUpperInvariant()), path.Key)))];
    }

    public string PathFor(string tenant, Guid run) => Parameter().Replace(Template, match => match.Groups["name"].Value switch
    {
        "tenant" => tenant,
        "run" => run.ToString(),
        "source" => "github",
        "table" or "model" or "mart" => "github_events_daily",
        "path" => "crm/token",
        "id" or "backfill" => Guid.Empty.ToString(),
        var other => throw new InvalidOperationException($"{Template} has a parameter '{other}' that this test has no value for: add one."),
    }).TrimStart('/');

    public HttpRequestMessage RequestFor(string tenant, Guid run) => new(Method, PathFor(tenant, run))
    {
        Content = Method == HttpMethod.Get || Method == HttpMethod.Delete ? null : JsonContent.Create(new JsonObject()),
    };

    public override string ToString() => $"{Method} {Template}";

    [GeneratedRegex(@"\{\**(?<name>\w+)[^}]*\}")]
    private static partial Regex Parameter();
}
