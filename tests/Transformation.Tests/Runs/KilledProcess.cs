using System.Diagnostics;
using ControlPlane.EmbeddedPostgres.Platform;
using ControlPlane.Testing;

namespace ControlPlane.Transformation.Tests.Runs;

/// <summary>The service as a process of its own, which a test may kill.</summary>
internal sealed class KilledProcess : IDisposable
{
    private readonly Process _process;

    public KilledProcess(PlatformDatabase platform, TemporaryFolder folder, params (string Name, string Value)[] settings)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "ControlPlane.Transformation")) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["ControlPlane__Database"] = platform.Control;
        start.Environment["ControlPlane__Warehouse"] = platform.Warehouse;
        start.Environment["ControlPlane__MasterKey"] = Convert.ToBase64String(new byte[32]);
        start.Environment["ControlPlane__OperatorToken"] = new string('x', 40);
        start.Environment["ControlPlane__Lake"] = folder["lake"];
        start.Environment["ControlPlane__Blueprints"] = folder["blueprints"];
        start.Environment["ControlPlane__SoleOwner"] = "true";
        start.Environment["ASPNETCORE_URLS"] = "http://127.0.0.1:0";
        foreach (var (name, value) in settings) start.Environment[name] = value;
        _process = Process.Start(start)!;
        // Read and thrown away, or a full pipe would stop it.
        _process.OutputDataReceived += (_, _) => { };
        _process.ErrorDataReceived += (_, _) => { };
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.Dispose();
    }
}
