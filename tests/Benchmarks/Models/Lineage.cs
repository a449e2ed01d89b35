using System.Text.Json;
using ControlPlane.Benchmarks.Measuring;
using ControlPlane.Contracts;
using ControlPlane.Contracts.Tenants;
using ControlPlane.Contracts.Tenants.Spec;
using ControlPlane.EmbeddedPostgres;
using ControlPlane.EmbeddedPostgres.Platform;
using ControlPlane.ServiceDefaults.Modules;
using ControlPlane.Testing;
using ControlPlane.Transformation;
using ControlPlane.Transformation.Lineage;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace ControlPlane.Benchmarks.Models;

/// <summary>The lineage of 1,000 nodes with ten columns each, asked for over HTTP, against writing the same answer as JSON in memory.</summary>
internal sealed class Lineage : IBenchmark
{
    private const int Asked = 200;

    private static readonly TenantId Tenant = TenantId.Parse("lineage-dev");

    public string Name => "lineage";

    public string Measures => "GET of the lineage of 1,000 nodes with columns, whole and of one column, against writing the same answer alone";

    public async Task RunAsync(Report report, CancellationToken cancellationToken)
    {
        using var folder = new TemporaryFolder("lineage");
        WideProject.Write(folder["blueprints/wide"]);
        await using var server = await PostgresServer.StartAsync(new EmbeddedPostgresOptions { DataDirectory = folder["postgres"] }, NullLogger.Instance, cancellationToken);
        var settings = new Dictionary<string, string?> { ["ControlPlane:Lake"] = folder["lake"], ["ControlPlane:Blueprints"] = folder["blueprints"], ["ControlPlane:SoleOwner"] = "true" };
        await using var host = await ServiceHost.StartAsync(await PlatformDatabase.PrepareAsync(server, cancellationToken), builder => builder.AddModule(new TransformationModule()), settings);
        await host.Services.GetRequiredService<IBus>().Publish(new TenantProvisioned(Tenant, 1, new TenantSpec { Blueprint = "wide" }, DateTimeOffset.UtcNow), cancellationToken);
        await Eventually.TrueAsync("the tenant is known", async () => (await host.Operator.GetAsync(new Uri($"v1/tenants/{Tenant}/lineage?depth=x", UriKind.Relative), cancellationToken)).StatusCode == System.Net.HttpStatusCode.BadRequest);

        var first = new Sample();
        await first.MeasureAsync(() => GetAsync(host, "", cancellationToken));
        report.Figure("the first answer: project parsed, compiled, its columns followed", $"{first.Median:0.00} s", "-", "-", "none set", true);
        await MeasureAsync(report, host, "all of it", "", WideProject.Nodes, cancellationToken);
        await MeasureAsync(report, host, "one node, all that it is made of", "?node=model.wide.m_899&direction=upstream", null, cancellationToken);
        await MeasureAsync(report, host, "one column, all that it reaches", "?node=app.t_000.c3&direction=downstream", null, cancellationToken);
    }

    private static async Task MeasureAsync(Report report, ServiceHost host, string what, string query, int? nodes, CancellationToken cancellationToken)
    {
        var (asked, alone) = (new Sample(), new Sample());
        var body = await GetAsync(host, query, cancellationToken);
        var view = JsonSerializer.Deserialize<LineageView>(body, JsonSerializerOptions.Web)!;
        Count.Check("nodes in the answer", nodes ?? view.Total.Nodes, view.Nodes.Count);
        Count.Check("nodes without columns", 0, view.Nodes.Count(node => node.Columns.Count == 0));
        for (var i = 0; i < Asked; i++)
        {
            await asked.MeasureAsync(() => GetAsync(host, query, cancellationToken));
            await alone.MeasureAsync(() => Task.FromResult(JsonSerializer.SerializeToUtf8Bytes(view, JsonSerializerOptions.Web).Length));
        }
        report.Figure(
            $"{what} ({view.Nodes.Count} nodes, {view.Edges.Sum(edge => edge.Columns.Count)} edges between columns, {body.Length / 1000} kB)", Milliseconds(asked), $"writing it alone: {Milliseconds(alone)}",
            $"{asked.Median / alone.Median:0.0}", "50 ms", asked.Median < 0.050);
    }

    private static Task<byte[]> GetAsync(ServiceHost host, string query, CancellationToken cancellationToken) =>
        host.Operator.GetByteArrayAsync(new Uri($"v1/tenants/{Tenant}/lineage{query}", UriKind.Relative), cancellationToken);

    private static string Milliseconds(Sample sample) => $"median {sample.Median * 1000:0.0} ms, best {sample.Min * 1000:0.0} ms";
}
