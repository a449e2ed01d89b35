using System.Text.Json.Nodes;

namespace ControlPlane.EndToEnd.Processes;

/// <summary>One whole run of <c>--once</c>: what it said, wrote and ended with.</summary>
internal sealed record OnceRun(int ExitCode, string Output, string Error, JsonObject? Report)
{
    /// <summary>Everything that was said, for the message of a failing assertion.</summary>
    public string Said => $"--- output\n{Output}\n--- error\n{Error}";

    public bool Balanced => (bool)Report!["ledger"]!["balanced"]!;

    /// <summary>The sum of <c>events</c> over the blueprint's mart.</summary>
    public long Events => Mart["data"]!.AsArray().Sum(row => (long)row!["events"]!);

    public JsonObject Mart => Report!["marts"]!["github_events_daily"]!.AsObject();

    public static async Task<OnceRun> StartAsync(string data, params IReadOnlyList<string> arguments)
    {
        var file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.json");
        try
        {
            await using var host = AppHostProcess.Start(data, ["--once", "--json", file, .. arguments]);
            var exitCode = await host.Process.ExitAsync();
            var report = File.Exists(file) ? JsonNode.Parse(await File.ReadAllTextAsync(file))!.AsObject() : null;
            return new OnceRun(exitCode, host.Process.Output, host.Process.Error, report);
        }
        finally
        {
            File.Delete(file);
        }
    }

    public JsonObject Stage(string name) => Report!["stages"]!.AsArray().Single(stage => (string?)stage!["name"] == name)!.AsObject();

    public (string Status, long In, long Out, long Rejected) Counts(string stage) =>
        ((string)Stage(stage)["status"]!, (long)Stage(stage)["rowsIn"]!, (long)Stage(stage)["rowsOut"]!, (long)Stage(stage)["rowsRejected"]!);
}
