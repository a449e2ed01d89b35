using System.Text.RegularExpressions;
using ControlPlane.AppHost.Embedded;
using ControlPlane.AppHost.MainJob;

namespace ControlPlane.EndToEnd.Processes;

/// <summary>AppHost as people start it, on a data folder.</summary>
internal sealed partial class AppHostProcess : IAsyncDisposable
{
    private readonly ChildProcess _process;

    private AppHostProcess(string data, ChildProcess process) => (Data, _process) = (new DataFolder(data), process);

    public DataFolder Data { get; }

    public ChildProcess Process => _process;

    public static AppHostProcess Start(string data, params IReadOnlyList<string> arguments) =>
        new(data, ChildProcess.StartProgram("ControlPlane.AppHost", ["--data", data, "--port", "0", .. arguments]));

    /// <summary>Where it answers, as it prints it.</summary>
    public async Task<Uri> AddressAsync() => new((await _process.SaysAsync(ReadyLine())).Groups["address"].Value);

    /// <summary>Waits until the main job is done and it only stays up.</summary>
    public Task StaysUpAsync() => _process.SaysAsync(StaysUpLine());

    /// <summary>Waits until a run was begun and returns its id.</summary>
    public async Task<Guid> RunAsync() => Guid.Parse((await _process.SaysAsync(RunLine())).Groups["run"].Value);

    /// <summary>A client with the operator's token.</summary>
    public async Task<ControlPlaneClient> OperatorAsync() => new(await AddressAsync(), Data.OperatorToken());

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    [GeneratedRegex(@"Ready after .* at (?<address>http://\S+)")]
    private static partial Regex ReadyLine();

    [GeneratedRegex("Ctrl-C stops everything")]
    private static partial Regex StaysUpLine();

    [GeneratedRegex("^Run (?<run>[0-9a-f-]{36})", RegexOptions.Multiline)]
    private static partial Regex RunLine();
}
