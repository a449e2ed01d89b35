using System.Collections.Concurrent;
using ControlPlane.Clients.DbtCore;
using ControlPlane.Testing;

namespace ControlPlane.ModelEngines.Tests.DbtCore;

/// <summary>A project folder and an executable that behaves as dbt does, as the test chooses.</summary>
internal sealed class DbtProject : IDisposable
{
    private readonly TemporaryFolder _folder = new("dbt core");

    public DbtProject()
    {
        Directory.CreateDirectory(_folder["project"]);
        var script = _folder["dbt"];
        using (var source = typeof(DbtProject).Assembly.GetManifestResourceStream("dbt.sh")!)
        using (var target = File.Create(script)) source.CopyTo(target);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Options = new DbtCoreOptions { Executable = script, GracePeriod = TimeSpan.FromSeconds(20) };
    }

    public static CancellationToken Ct => TestContext.Current.CancellationToken;

    public DbtCoreOptions Options { get; set; }

    public ConcurrentQueue<DbtEvent> Events { get; } = [];

    public string this[string relative] => Path.Combine(_folder["project"], relative);

    public DbtInvocation Invocation(string behaviour) => new()
    {
        Command = "build",
        ProjectDirectory = _folder["project"],
        Environment = new Dictionary<string, string> { ["BEHAVIOUR"] = behaviour },
    };

    public Task<DbtCoreRun> RunAsync(string behaviour, CancellationToken? cancellationToken = null) => RunAsync(Invocation(behaviour), cancellationToken);

    public Task<DbtCoreRun> RunAsync(DbtInvocation invocation, CancellationToken? cancellationToken = null) =>
        new DbtCoreClient(Options).RunAsync(invocation, Events.Enqueue, cancellationToken: cancellationToken ?? Ct);

    /// <summary>Until the script has set up what becomes of signals.</summary>
    public Task WaitingAsync() => Eventually.TrueAsync("dbt at work", () => Task.FromResult(Events.Any(said => said.Name == "Waiting")));

    public void Dispose() => _folder.Dispose();
}
