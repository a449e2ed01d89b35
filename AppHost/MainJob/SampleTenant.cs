using System.Text.Json.Nodes;

namespace ControlPlane.AppHost.MainJob;

/// <summary>What the main job onboards: <c>acme-dev</c> from <c>github-events</c>, with the sample server as its outside world.</summary>
internal static class SampleTenant
{
    public const string Tenant = "acme-dev";
    public const string Source = "github";

    /// <summary>The secrets that the spec refers to. The sample server takes any value.</summary>
    public static IReadOnlyList<string> Secrets { get; } = ["crm/token", "powerbi/client-secret"];

    /// <param name="outside">The sample server.</param>
    /// <param name="landing">The folder whose files are read instead of the sample server's events; null: the server's.</param>
    public static JsonObject Spec(Uri outside, string? landing) => new()
    {
        ["blueprint"] = "github-events",
        ["displayName"] = "Acme",
        ["sources"] = new JsonObject { [Source] = landing is null ? Sampled(outside) : Landed(landing) },
        ["activations"] = new JsonObject
        {
            ["connections"] = new JsonObject { ["crm"] = new JsonObject { ["url"] = Trimmed(outside), ["token"] = $"secret://{Tenant}/crm/token" } },
        },
        ["refreshes"] = new JsonObject
        {
            ["connections"] = new JsonObject
            {
                ["powerbi"] = new JsonObject
                {
                    ["apiUrl"] = Trimmed(outside) + "/v1.0/myorg",
                    ["loginUrl"] = Trimmed(outside),
                    ["tenantId"] = "5f2c8d1e-0000-4000-8000-000000000001",
                    ["clientId"] = "5f2c8d1e-0000-4000-8000-000000000002",
                    ["clientSecret"] = $"secret://{Tenant}/powerbi/client-secret",
                },
            },
        },
    };

    private static JsonObject Sampled(Uri outside) => new() { ["config"] = new JsonObject { ["base_url"] = Trimmed(outside) } };

    /// <summary>Files come when they are dropped, so there is no schedule; the contract stays that of the blueprint's connector.</summary>
    private static JsonObject Landed(string landing) => new()
    {
        ["connector"] = "landed-files",
        ["contract"] = "github-events",
        ["config"] = new JsonObject { ["folder"] = landing, ["stream"] = "events", ["base_url"] = null },
        ["schedule"] = null,
    };

    private static string Trimmed(Uri address) => address.ToString().TrimEnd('/');
}
