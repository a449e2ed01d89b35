using System.Diagnostics;
using System.Globalization;
using ControlPlane.EndToEnd.Processes;
using ControlPlane.Testing;

namespace ControlPlane.EndToEnd.Distributed;

/// <summary>A real RabbitMQ with folders, node name, ports and port mapper of its own, which can be stopped and started again.</summary>
internal sealed class RabbitBroker : IAsyncDisposable
{
    private const string Program = "/usr/lib/rabbitmq/bin/rabbitmq-server";
    private const string Account = "rabbitmq";

    private readonly TemporaryFolder _folder = new("rabbitmq");
    private readonly Dictionary<string, string?> _environment;
    private readonly int _port;
    private ChildProcess? _process;

    private RabbitBroker()
    {
        var ports = Ports.Free(3);
        _port = ports[0];
        _environment = new Dictionary<string, string?>
        {
            ["RABBITMQ_NODENAME"] = $"e2e{_port}@localhost",
            ["RABBITMQ_NODE_IP_ADDRESS"] = "127.0.0.1",
            ["RABBITMQ_NODE_PORT"] = Text(_port),
            ["RABBITMQ_DIST_PORT"] = Text(ports[1]),
            ["RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS"] = "-kernel inet_dist_use_interface {127,0,0,1}",
            ["RABBITMQ_MNESIA_BASE"] = _folder["mnesia"],
            ["RABBITMQ_LOG_BASE"] = _folder["log"],
            ["RABBITMQ_PID_FILE"] = PidFile,
            ["RABBITMQ_CONFIG_FILE"] = _folder["rabbitmq.conf"],
            ["RABBITMQ_CONF_ENV_FILE"] = _folder["rabbitmq-env.conf"],
            ["RABBITMQ_ENABLED_PLUGINS_FILE"] = _folder["enabled_plugins"],
            ["ERL_EPMD_PORT"] = Text(ports[2]),
            ["ERL_EPMD_ADDRESS"] = "127.0.0.1",
            ["HOME"] = _folder.Path,
        };
    }

    public static bool IsInstalled => File.Exists(Program);

    public Uri Address => new($"amqp://guest:guest@127.0.0.1:{_port}/");

    private string PidFile => _folder["pid"];

    public static async Task<RabbitBroker> CreateAsync()
    {
        var broker = new RabbitBroker();
        await File.WriteAllTextAsync(broker._folder["enabled_plugins"], "[].");
        if (Environment.IsPrivilegedProcess) await RunAsync("chown", "-R", Account, broker._folder.Path);
        await broker.StartAsync();
        return broker;
    }

    /// <summary>Returns when clients can connect.</summary>
    public async Task StartAsync()
    {
        _process = Environment.IsPrivilegedProcess
            ? ChildProcess.Start("setpriv", ["--reuid", Account, "--regid", Account, "--clear-groups", "--", Program], _environment)
            : ChildProcess.Start(Program, [], _environment);
        await Eventually.TrueAsync("the broker to listen", async () =>
            _process.HasExited ? throw new InvalidOperationException($"RabbitMQ ended.\n{_process.Said}") : await Ports.AnswersAsync(_port), ChildProcess.Patience);
    }

    /// <summary>Stops it in order; what is durable is there again after the next start.</summary>
    public async Task StopAsync()
    {
        if (_process is null) return;
        if (!_process.HasExited && File.Exists(PidFile)) await RunAsync("kill", "-TERM", (await File.ReadAllTextAsync(PidFile)).Trim());
        try
        {
            await _process.ExitAsync(TimeSpan.FromSeconds(60));
        }
        finally
        {
            await _process.DisposeAsync();
            _process = null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await StopAsync();
        }
        finally
        {
            // Its own port, so this is the one that our node had started.
            await RunAsync("epmd", "-port", _environment["ERL_EPMD_PORT"]!, "-kill");
            _folder.Dispose();
        }
    }

    private static async Task RunAsync(string file, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(file, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        await process.WaitForExitAsync();
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
