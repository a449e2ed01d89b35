using System.CommandLine;

namespace ControlPlane.AppHost.CommandLine;

/// <summary>The command line of AppHost.</summary>
internal static class AppHostCommand
{
    private const int DefaultPort = 5080;

    /// <param name="run">Does what was asked for and returns the exit code.</param>
    public static RootCommand Create(Func<AppHostOptions, CancellationToken, Task<int>> run)
    {
        var once = new Option<bool>("--once") { Description = "Run the main job and stop; exit code 0 only if every stage succeeded and the ledger balances." };
        var landed = new Option<FileInfo>("--landed") { Description = "Take events from this file (.jsonl, .json, .csv, also .gz) instead of the sample source." };
        var json = new Option<FileInfo?>("--json") { Description = "Write the outcome as one JSON object to this file." };
        var data = new Option<DirectoryInfo>("--data") { Description = "The folder of all state.", DefaultValueFactory = _ => new DirectoryInfo(Locations.DefaultData()) };
        var port = new Option<int?>("--port") { Description = $"Serve on this loopback port. Default {DefaultPort}; any free one when that is taken, and with --once." };
        var verbose = new Option<bool>("--verbose") { Description = "Show the services' logs." };
        landed.AcceptExistingOnly();
        port.Validators.Add(result =>
        {
            if (result.GetValue(port) is < 0 or > 65535) result.AddError("--port must be 0 to 65535.");
        });
        var command = new RootCommand("Starts the control plane with embedded engines, onboards acme-dev from the blueprint github-events and runs its pipeline.") { once, landed, json, data, port, verbose };
        command.SetAction((result, cancellationToken) => run(
            new AppHostOptions(
                result.GetValue(once), result.GetValue(landed), result.GetValue(json), result.GetValue(data)!,
                result.GetValue(port) ?? (result.GetValue(once) ? 0 : FreePort.OrAny(DefaultPort)), result.GetValue(verbose)),
            cancellationToken));
        return command;
    }
}
