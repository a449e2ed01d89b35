using System.Text.Json.Nodes;

namespace ControlPlane.AppHost.MainJob;

/// <summary>Starts a run and shows what happens until it ends.</summary>
internal sealed class Pipeline(ControlPlaneClient client, TextWriter output)
{
    /// <returns>The finished run as the run API shows it.</returns>
    public async Task<JsonNode> RunAsync(CancellationToken cancellationToken)
    {
        var accepted = await client.SendAsync(HttpMethod.Post, $"v1/tenants/{SampleTenant.Tenant}/runs", new JsonObject { ["sources"] = new JsonArray(SampleTenant.Source) }, cancellationToken);
        var run = (Guid)accepted!["run"]!;
        output.WriteLine($"Run {run}");
        // The run is known to Insights once its first fact arrived.
        while (await client.FindAsync($"v1/runs/{run}", cancellationToken) is null) await Task.Delay(TimeSpan.FromMilliseconds(20), cancellationToken);
        string? seen = null;
        while (true)
        {
            try
            {
                await foreach (var happened in client.FollowAsync($"v1/runs/{run}/events", seen, cancellationToken))
                {
                    if (happened.EventType == "stageChanged") Show(JsonNode.Parse(happened.Data)!);
                    seen = happened.EventId ?? seen;
                }
            }
            catch (Exception exception) when (exception is IOException or ControlPlaneException)
            {
                // The database was away for a moment, and the events with it; the run itself goes on.
            }
            if (await EndedAsync(run, cancellationToken)) break;
            await Task.Delay(TimeSpan.FromMilliseconds(250), cancellationToken);
        }
        return await client.GetAsync($"v1/runs/{run}", cancellationToken);
    }

    /// <summary>The run that succeeded last; null when there is none.</summary>
    public async Task<JsonNode?> LastAsync(CancellationToken cancellationToken)
    {
        var runs = await client.GetAsync($"v1/runs?tenant={SampleTenant.Tenant}&limit=20", cancellationToken);
        var last = runs["items"]!.AsArray().FirstOrDefault(run => (string?)run!["status"] == "Succeeded");
        return last is null ? null : await client.GetAsync($"v1/runs/{(string)last["run"]!}", cancellationToken);
    }

    private async Task<bool> EndedAsync(Guid run, CancellationToken cancellationToken) =>
        (await client.GetAsync($"v1/runs/{run}", cancellationToken))["summary"]!["finishedAt"] is not null;

    private void Show(JsonNode stage)
    {
        var status = (string)stage["status"]!;
        if (status is "Running" or "Pending") return;
        var took = stage["finishedAt"] is { } finished ? (long)((DateTimeOffset)finished - (DateTimeOffset)stage["startedAt"]!).TotalMilliseconds : 0;
        var rejected = (long)stage["rowsRejected"]! is > 0 and var rows ? $", {rows} rejected" : "";
        output.WriteLine($"  {(string?)stage["stage"],-10} {(string?)stage["name"],-28} {status.ToLowerInvariant(),-10} {(long)stage["rowsOut"]!,8} rows{rejected}  {Summary.Time(took)}{Why(stage)}");
    }

    private static string Why(JsonNode stage) => (string?)stage["error"] is { Length: > 0 } error ? $"  {error}" : "";
}
