using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using ControlPlane.Ingestion.Tests.Hosting;

namespace ControlPlane.Ingestion.Tests.Faults;

/// <summary>The service by its own <c>Program.cs</c> in a process of its own. It is ended at the latest when this is disposed.</summary>
internal sealed class ServiceProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _said = new();

    private ServiceProcess(ProcessStartInfo start)
    {
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += Collect;
        _process.ErrorDataReceived += Collect;
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public bool HasExited => _process.HasExited;

    public string Said
    {
        get
        {
            lock (_said) return _said.ToString();
        }
    }

    /// <param name="diesAt">A <see cref="DeathPoint"/>; null to live.</param>
    public static ServiceProcess Start(World world, string? diesAt = null, IReadOnlyDictionary<string, string>? more = null)
    {
        // With the assemblies of the tests beside its own, so that the point of death can be among them.
        var tests = Path.Combine(AppContext.BaseDirectory, typeof(ServiceProcess).Assembly.GetName().Name!);
        var start = new ProcessStartInfo(Runtime(),
        [
            "exec", "--depsfile", $"{tests}.deps.json", "--runtimeconfig", $"{tests}.runtimeconfig.json", Path.Combine(AppContext.BaseDirectory, $"{typeof(IngestionModule).Assembly.GetName().Name}.dll"),
        ])
        {
            WorkingDirectory = AppContext.BaseDirectory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in world.Settings) start.Environment[name.Replace(":", "__", StringComparison.Ordinal)] = value;
        start.Environment["ASPNETCORE_URLS"] = "http://127.0.0.1:0";
        start.Environment["Logging__LogLevel__Default"] = "Warning";
        if (diesAt is not null)
        {
            start.Environment["ASPNETCORE_HOSTINGSTARTUPASSEMBLIES"] = typeof(DeathPoint).Assembly.GetName().Name;
            start.Environment[DeathPoint.Variable] = diesAt;
        }
        foreach (var (name, value) in more ?? new Dictionary<string, string>()) start.Environment[name] = value;
        return new ServiceProcess(start);
    }

    /// <summary><c>kill -9</c>, of this one process.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Waits until it has died at this <see cref="DeathPoint"/>.</summary>
    public async Task DiesAsync(string point)
    {
        try
        {
            await _process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(60));
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"It does not die.\n{Said}");
        }
        // The exit code is not always to be had: another reaper of children may have taken it.
        Said.ShouldContain(point);
    }

    /// <param name="name">As kill knows it: <c>STOP</c>, <c>CONT</c>.</param>
    public void Signal(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) await KillAsync();
        _process.Dispose();
    }

    private static string Runtime() => Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet");

    private void Collect(object sender, DataReceivedEventArgs line)
    {
        lock (_said) _said.AppendLine(line.Data);
    }
}
