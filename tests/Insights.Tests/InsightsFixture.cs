using System.Net.Http.Json;
using System.Text.Json.Nodes;
using ControlPlane.Contracts;
using ControlPlane.Contracts.Activation;
using ControlPlane.Contracts.Ingestion;
using ControlPlane.Contracts.Transformation;
using ControlPlane.ServiceDefaults.Modules;
using ControlPlane.Testing;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;

namespace ControlPlane.Insights.Tests;

/// <summary>Insights alone, told about runs by the messages that the other services would publish.</summary>
internal sealed class InsightsFixture : IAsyncDisposable
{
    private readonly ServiceHost _host;
    private long _version;

    private InsightsFixture(ServiceHost host) => _host = host;

    public ServiceHost Host => _host;

    public TenantId Tenant { get; } = PostgresFixture.NewTenant();

    public Guid Run { get; } = Guid.CreateVersion7();

    public static DateTimeOffset At { get; } = new(2026, 1, 15, 12, 0, 0, TimeSpan.Zero);

    public static async Task<InsightsFixture> StartAsync(PostgresFixture postgres) =>
        new(await ServiceHost.StartAsync(await postgres.NewPlatformAsync(), builder => builder.AddModule(new InsightsModule())));

    public async Task TellAsync(params object[] messages)
    {
        foreach (var message in messages) await _host.Services.GetRequiredService<IBus>().Publish(message, message.GetType());
    }

    public RunStarted Started() => new(Tenant, Run, "manual", ["github"], At);

    public IngestionFinished Ingested(StageStatus outcome = StageStatus.Succeeded) => new(Tenant, Run, outcome, [], At);

    public ModelsPublished Published() => new(Tenant, Run, [new PublishedMart("daily", 12)], At);

    public ActivationsPlanned Planned(params string[] activations) => new(Tenant, Run, activations, [], At);

    public StageChanged Stage(string stage, string name, StageStatus status, long rowsOut = 0, string? error = null, long? version = null) =>
        new(Tenant, Run, stage, name, status, version ?? ++_version, At, status == StageStatus.Running ? null : At.AddSeconds(2), RowsOut: rowsOut, Error: error);

    public BatchAccounted Batch(long read, long rejected, long landed, long loaded, bool final = true, Guid? batch = null, long? version = null) =>
        new(Tenant, Run, batch ?? Guid.CreateVersion7(), "github", "events", version ?? ++_version, read, rejected, landed, loaded, final);

    public ActivationAccounted Accounted(string activation) => new(Tenant, Run, activation, ++_version, 3, 1, 1, 1, 0, true);

    public Task<JsonNode> RunWhenAsync(string what, Func<JsonNode, bool> condition) => Eventually.GetAsync(what, async () =>
    {
        using var response = await _host.Operator.GetAsync($"v1/runs/{Run}");
        if (!response.IsSuccessStatusCode) return null;
        var run = await response.Content.ReadFromJsonAsync<JsonNode>();
        return condition(run!) ? run : null;
    });

    public Task<JsonNode> RunWhenAsync(StageStatus status) => RunWhenAsync($"the run is {status}", run => (string?)run["summary"]!["status"] == status.ToString());

    public ValueTask DisposeAsync() => _host.DisposeAsync();
}
