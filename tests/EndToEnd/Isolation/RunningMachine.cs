using ControlPlane.AppHost.MainJob;
using ControlPlane.EndToEnd.Processes;
using ControlPlane.Testing;

namespace ControlPlane.EndToEnd.Isolation;

/// <summary>One AppHost that says all it can, with <c>acme-dev</c> onboarded and run; tests add tenants of their own.</summary>
public sealed class RunningMachine : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new("machine");

    internal AppHostProcess Host { get; private set; } = null!;

    internal ControlPlaneClient Operator { get; private set; } = null!;

    internal Guid AcmeRun { get; private set; }

    internal Server Server => Server.Of(Host.Data);

    public async ValueTask InitializeAsync()
    {
        Host = AppHostProcess.Start(_folder["data"], "--verbose");
        await Host.StaysUpAsync();
        Operator = await Host.OperatorAsync();
        AcmeRun = await Host.RunAsync();
        // Written by hand, since the sample source has no range of time that could be asked for.
        await Server.ValueAsync<Guid>("control", $"""
            INSERT INTO ingestion.backfills (backfill, tenant, source, stream, from_at, to_at, state, created_at, finished_at)
            VALUES ('{Guid.Empty}', 'acme-dev', 'github', 'events', '2026-01-01', '2026-01-02', 'succeeded', now(), now()) RETURNING backfill
            """);
    }

    /// <summary>A folder into which files of a tenant are dropped, with one file of events in it.</summary>
    internal string Landing(string tenant, int events)
    {
        var landing = _folder[$"landing-{tenant}"];
        Directory.CreateDirectory(landing);
        EventFile.Write(Path.Combine(landing, "events.jsonl"), events);
        return landing;
    }

    internal async Task<HttpClient> WithAsync(string token) =>
        new() { BaseAddress = await Host.AddressAsync(), DefaultRequestHeaders = { Authorization = new("Bearer", token) } };

    public async ValueTask DisposeAsync()
    {
        Operator?.Dispose();
        await Host.DisposeAsync();
        _folder.Dispose();
    }
}
