using System.Text.Json.Nodes;
using ControlPlane.AppHost.MainJob;
using ControlPlane.Testing;

namespace ControlPlane.EndToEnd.Processes;

/// <summary>Onboards tenants of a test's own, like the main job's but under other names, through the REST APIs.</summary>
/// <param name="tenants">The service that answers under <c>/v1/tenants</c>.</param>
/// <param name="ingestion">The one that knows the sources.</param>
internal sealed class OwnTenant(string name, ControlPlaneClient tenants, ControlPlaneClient ingestion)
{
    public string Path => $"v1/tenants/{name}";

    /// <param name="secrets">By path; the others of the sample tenant get values that do not matter.</param>
    public async Task OnboardAsync(Uri outside, string? landing, IReadOnlyDictionary<string, string>? secrets = null)
    {
        var spec = JsonNode.Parse(SampleTenant.Spec(outside, landing).ToJsonString().Replace($"secret://{SampleTenant.Tenant}/", $"secret://{name}/", StringComparison.Ordinal))!;
        var generation = (long)(await tenants.SendAsync(HttpMethod.Put, Path, spec, default))!["generation"]!;
        var values = SampleTenant.Secrets.ToDictionary(path => path, _ => "does-not-matter");
        foreach (var (path, value) in secrets ?? new Dictionary<string, string>()) values[path] = value;
        foreach (var (path, value) in values) await tenants.SendAsync(HttpMethod.Put, $"{Path}/secrets/{path}", new JsonObject { ["value"] = value }, default);
        var plan = await tenants.GetAsync($"{Path}/plan", default);
        await tenants.SendAsync(HttpMethod.Post, $"{Path}/apply", new JsonObject { ["hash"] = (string?)plan["hash"], ["confirmDestructive"] = false }, default);
        await Eventually.TrueAsync($"{name} to be ready", () => IsReadyAsync(generation), ChildProcess.Patience);
    }

    public async Task<Guid> StartRunAsync() => (Guid)(await ingestion.SendAsync(HttpMethod.Post, $"{Path}/runs", new JsonObject { ["sources"] = new JsonArray(SampleTenant.Source) }, default))!["run"]!;

    /// <summary>A new API key.</summary>
    public async Task<string> KeyAsync() => (string)(await tenants.SendAsync(HttpMethod.Post, $"{Path}/api-keys", new JsonObject { ["name"] = $"test {Guid.NewGuid():N}" }, default))!["secret"]!;

    private async Task<bool> IsReadyAsync(long generation)
    {
        var conditions = (await tenants.GetAsync(Path, default))["status"]!["conditions"]!.AsArray();
        var synced = conditions.FirstOrDefault(condition => (string?)condition!["type"] == "Synced");
        return (string?)synced?["status"] == "True" && (long?)synced["observedGeneration"] >= generation
            && await ingestion.FindAsync($"{Path}/sources", default) is JsonArray { Count: > 0 } sources
            && sources.All(source => (long)source!["generation"]! >= generation);
    }
}
