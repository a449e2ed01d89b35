using System.Text.RegularExpressions;
using ControlPlane.AppHost.Composition;
using ControlPlane.AppHost.MainJob;
using ControlPlane.EndToEnd.Processes;

namespace ControlPlane.EndToEnd.Distributed;

/// <summary>One service by its own <c>Program.cs</c>, in a process of its own, with the settings that the composition gives it.</summary>
internal sealed partial class ServiceProcess : IAsyncDisposable
{
    private readonly Service _service;
    private readonly Resources _resources;
    private ChildProcess _process;

    private ServiceProcess(Service service, Resources resources) => (_service, _resources, _process) = (service, resources, Start(service, resources));

    public ControlPlaneClient Client { get; private set; } = null!;

    public string Said => $"=== {_service.Name}\n{_process.Said}";

    public static ServiceProcess Begin(string name, Resources resources) => new(Application.Services.Single(service => service.Name == name), resources);

    public async Task ReadyAsync() =>
        Client = new ControlPlaneClient(new Uri((await _process.SaysAsync(Listening())).Groups["address"].Value + "/"), _resources.OperatorToken);

    /// <summary><c>kill -9</c>, then the same again.</summary>
    public async Task KillAndStartAsync()
    {
        await _process.KillAsync();
        await DisposeAsync();
        _process = Start(_service, _resources);
        await ReadyAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Client?.Dispose();
        await _process.DisposeAsync();
    }

    private static ChildProcess Start(Service service, Resources resources)
    {
        var environment = resources.SettingsOf(service).ToDictionary(setting => setting.Key.Replace(":", "__", StringComparison.Ordinal), setting => setting.Value);
        environment["ASPNETCORE_URLS"] = "http://127.0.0.1:0";
        environment["Ingestion__PrivateSources__0"] = "127.0.0.0/8";
        environment["Logging__LogLevel__Default"] = "Warning";
        environment["Logging__LogLevel__Microsoft.Hosting.Lifetime"] = "Information";
        return ChildProcess.StartProgram($"ControlPlane.{char.ToUpperInvariant(service.Name[0])}{service.Name[1..]}", [], environment);
    }

    [GeneratedRegex(@"Now listening on: (?<address>http://\S+)")]
    private static partial Regex Listening();
}
