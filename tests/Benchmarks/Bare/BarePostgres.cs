using System.Diagnostics;
using ControlPlane.EmbeddedPostgres;
using ControlPlane.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace ControlPlane.Benchmarks.Bare;

/// <summary>PostgreSQL's own programs, started by nothing but themselves: what no product that brings its own server can be faster than.</summary>
internal sealed class BarePostgres : IDisposable
{
    private readonly string _binaries;
    private readonly TemporaryFolder _folder = new("bare");
    private readonly bool _asRoot = Environment.UserName == "root" && OperatingSystem.IsLinux();
    private int _number;

    private BarePostgres(string binaries)
    {
        _binaries = binaries;
        // The server does not run as root, and its account must reach the folder.
        if (OperatingSystem.IsLinux() && _asRoot) File.SetUnixFileMode(_folder.Path, (UnixFileMode)0b111_111_111);
    }

    /// <summary>The programs that the product uses on this machine.</summary>
    public static async Task<BarePostgres> FindAsync(CancellationToken cancellationToken)
    {
        using var folder = new TemporaryFolder("binaries");
        await using var server = await PostgresServer.StartAsync(new EmbeddedPostgresOptions { DataDirectory = folder.Path }, NullLogger.Instance, cancellationToken);
        using var postmaster = Process.GetProcessById(server.ProcessId);
        return new BarePostgres(Path.GetDirectoryName(postmaster.MainModule!.FileName)!);
    }

    /// <returns>The new cluster's folder.</returns>
    public async Task<string> InitialiseAsync(CancellationToken cancellationToken)
    {
        var data = _folder[$"data{_number++}"];
        await RunAsync("initdb", cancellationToken, "-D", data, "-U", "postgres", "--auth=trust", "--encoding", "UTF8", "--locale=C", "--no-instructions");
        return data;
    }

    /// <summary>Returns when it accepts connections, of which there are none but over a socket in its own folder.</summary>
    public Task StartAsync(string data, CancellationToken cancellationToken) =>
        RunAsync("pg_ctl", cancellationToken, "start", "-w", "-s", "-D", data, "-l", Path.Combine(data, "log"), "-o", $"-c listen_addresses='' -k {data}");

    public Task StopAsync(string data, CancellationToken cancellationToken) => RunAsync("pg_ctl", cancellationToken, "stop", "-w", "-s", "-m", "fast", "-D", data);

    public void Dispose() => _folder.Dispose();

    private Task RunAsync(string program, CancellationToken cancellationToken, params string[] arguments)
    {
        string[] command = [Path.Combine(_binaries, program), .. arguments];
        return Tool.RunAsync(_asRoot ? ["setpriv", "--reuid", "postgres", "--regid", "postgres", "--init-groups", .. command] : command, cancellationToken);
    }
}
