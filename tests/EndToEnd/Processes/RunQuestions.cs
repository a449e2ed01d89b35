using System.Text.Json.Nodes;
using ControlPlane.AppHost.MainJob;
using ControlPlane.Testing;

namespace ControlPlane.EndToEnd.Processes;

/// <summary>What tests ask the run API.</summary>
internal static class RunQuestions
{
    /// <summary>Null while the run is not known yet, or while the services cannot be asked.</summary>
    public static async Task<string?> StatusAsync(this ControlPlaneClient client, Guid run)
    {
        try
        {
            return (string?)(await client.FindAsync($"v1/runs/{run}", default))?["summary"]!["status"];
        }
        catch (Exception exception) when (exception is HttpRequestException or ControlPlaneException)
        {
            return null;
        }
    }

    /// <summary>Waits until the run has ended and returns it.</summary>
    public static async Task<JsonNode> EndOfAsync(this ControlPlaneClient client, Guid run)
    {
        await Eventually.TrueAsync($"the end of run {run}", async () => await client.StatusAsync(run) is not (null or "Running" or "Pending"), ChildProcess.Patience);
        return await client.GetAsync($"v1/runs/{run}", default);
    }
}
