using System.Text.Json.Nodes;
using ControlPlane.Clients.Dagster;
using ControlPlane.Testing.Dagster;
using Microsoft.AspNetCore.Http;

namespace ControlPlane.ModelEngines.Tests.Dagster;

/// <summary>A client of the local Dagster over real HTTP.</summary>
internal sealed class DagsterFixture : IAsyncDisposable
{
    public static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(10);

    private readonly HttpClient _http = new(DagsterClient.NewHandler());

    private DagsterFixture(DagsterServer server, DagsterOptions options, string token)
    {
        Server = server;
        Connection = new DagsterConnection { Url = new Uri(server.Url), Token = token };
        Client = new DagsterClient(_http, Connection, options, random: new Random(1));
    }

    public static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static DagsterOptions Patience { get; } = new() { FirstBackoff = TimeSpan.FromMilliseconds(5), LostAnswerGrace = TimeSpan.FromMilliseconds(1) };

    public DagsterServer Server { get; }

    public DagsterConnection Connection { get; }

    public DagsterClient Client { get; }

    public LaunchRequest Request { get; } = new() { RunId = Guid.CreateVersion7(), Job = new JobSelector { Location = "shop", Job = "nightly" } };

    public BackfillRequest BackfillRequest { get; } = new() { RunId = Guid.CreateVersion7(), Assets = [new("marts", "orders")], Partitions = ["2026-11-20", "2026-11-21"] };

    public static async Task<DagsterFixture> StartAsync(DagsterOptions? options = null, string token = DagsterServer.Token) => new(await DagsterServer.StartAsync(), options ?? Patience, token);

    /// <summary>Answers the next request so.</summary>
    public void Answer(int status, string body, string type = "application/json", string? retryAfter = null) => Server.Faults.Enqueue(async context =>
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = type;
        if (retryAfter is not null) context.Response.Headers.RetryAfter = retryAfter;
        await context.Response.WriteAsync(body);
    });

    /// <summary>Answers the next use of a field so.</summary>
    public void Answer(string field, string json) => Server.Answers.TryAdd(field, new([JsonNode.Parse(json)!.AsObject()]));

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await Server.DisposeAsync();
    }
}
