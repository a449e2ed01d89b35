using System.Diagnostics;
using System.Text.Json.Nodes;

namespace ControlPlane.AppHost.MainJob;

/// <summary>Declares the tenant, shows and applies its plan, and waits until everything exists. Doing it again changes nothing.</summary>
internal sealed class Onboarding(ControlPlaneClient client, TextWriter output)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(50);

    /// <returns>What was done, as the first stage of the report.</returns>
    public async Task<ReportStage> RunAsync(JsonObject spec, CancellationToken cancellationToken)
    {
        var path = $"v1/tenants/{SampleTenant.Tenant}";
        var started = Stopwatch.StartNew();
        var before = (long?)(await client.FindAsync(path, cancellationToken))?["generation"];
        var generation = (long)(await client.SendAsync(HttpMethod.Put, path, spec, cancellationToken))!["generation"]!;
        foreach (var secret in SampleTenant.Secrets) await EnsureSecretAsync(path, secret, cancellationToken);
        var steps = await ApplyAsync(path, isNew: before is null, cancellationToken);
        await WaitUntilReadyAsync(path, generation, cancellationToken);
        return new ReportStage("provision", "succeeded", steps, steps, 0, started.ElapsedMilliseconds);
    }

    /// <summary>
    /// Has the plan carried out that closes the gap, and returns its number of steps. An earlier start that was cut off may have left a plan
    /// that is being carried out now: it goes on by itself, and only what is left after it is for this one.
    /// </summary>
    private async Task<int> ApplyAsync(string path, bool isNew, CancellationToken cancellationToken)
    {
        for (var waited = Stopwatch.StartNew(); ;)
        {
            var plan = await client.GetAsync($"{path}/plan", cancellationToken);
            var steps = plan["steps"]!.AsArray().Count;
            if (!isNew && steps == 0) return 0;
            try
            {
                await client.SendAsync(HttpMethod.Post, $"{path}/apply", new JsonObject { ["hash"] = (string?)plan["hash"], ["confirmDestructive"] = false }, cancellationToken);
                output.WriteLine(isNew ? $"Onboarding {SampleTenant.Tenant}: {steps} steps" : $"Changing {SampleTenant.Tenant}: {steps} steps");
                return steps;
            }
            catch (ControlPlaneException exception) when (exception.Problem is "apply-in-progress" or "stale-plan" && waited.Elapsed < Patience)
            {
                await Task.Delay(PollInterval, cancellationToken);
            }
        }
    }

    private async Task EnsureSecretAsync(string path, string secret, CancellationToken cancellationToken)
    {
        var kept = (await client.GetAsync($"{path}/secrets", cancellationToken)).ToJsonString();
        if (!kept.Contains($"\"{secret}\"", StringComparison.Ordinal))
            await client.SendAsync(HttpMethod.Put, $"{path}/secrets/{secret}", new JsonObject { ["value"] = Convert.ToHexStringLower(System.Security.Cryptography.RandomNumberGenerator.GetBytes(16)) }, cancellationToken);
    }

    /// <summary>Ready means: everything exists, and whoever reads the sources knows this generation of the spec.</summary>
    private async Task WaitUntilReadyAsync(string path, long generation, CancellationToken cancellationToken)
    {
        var waited = Stopwatch.StartNew();
        while (true)
        {
            var conditions = (await client.GetAsync(path, cancellationToken))["status"]!["conditions"]!.AsArray();
            var synced = conditions.FirstOrDefault(condition => (string?)condition!["type"] == "Synced");
            var sources = await client.FindAsync($"{path}/sources", cancellationToken) as JsonArray;
            var known = sources is { Count: > 0 } && sources.All(source => (long)source!["generation"]! >= generation);
            if (known && (string?)synced?["status"] == "True" && (long?)synced["observedGeneration"] >= generation) return;
            if (waited.Elapsed > Patience) throw new ControlPlaneException($"{SampleTenant.Tenant} is not ready after {Patience.TotalMinutes} minutes: {(string?)synced?["message"]}");
            await Task.Delay(PollInterval, cancellationToken);
        }
    }
}
