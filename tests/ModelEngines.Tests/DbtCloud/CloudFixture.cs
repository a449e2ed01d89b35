using ControlPlane.Clients.DbtCloud;
using ControlPlane.Testing.DbtCloud;
using Microsoft.AspNetCore.Http;

namespace ControlPlane.ModelEngines.Tests.DbtCloud;

/// <summary>A client of the local dbt Cloud over real HTTP.</summary>
internal sealed class CloudFixture : IAsyncDisposable
{
    public static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(10);

    private readonly HttpClient _http = new(DbtCloudClient.NewHandler());

    private CloudFixture(CloudServer server, DbtCloudOptions options, string token)
    {
        Server = server;
        Connection = new DbtCloudConnection { Url = new Uri(server.Url), AccountId = CloudServer.Account, Token = token };
        Client = new DbtCloudClient(_http, Connection, options, random: new Random(1));
    }

    public static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static DbtCloudOptions Patience { get; } = new()
    {
        FirstBackoff = TimeSpan.FromMilliseconds(5),
        LostAnswerGrace = TimeSpan.FromMilliseconds(1),
        ArtifactGrace = TimeSpan.FromSeconds(20),
    };

    public CloudServer Server { get; }

    public DbtCloudConnection Connection { get; }

    public DbtCloudClient Client { get; }

    public TriggerRequest Request { get; } = new() { JobId = CloudServer.Job, RunId = Guid.CreateVersion7() };

    public static async Task<CloudFixture> StartAsync(DbtCloudOptions? options = null, string token = CloudServer.Token) => new(await CloudServer.StartAsync(), options ?? Patience, token);

    /// <summary>Answers the next request so.</summary>
    public void Answer(int status, string body, string type = "application/json", string? retryAfter = null) => Server.Faults.Enqueue(async (context, _) =>
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = type;
        if (retryAfter is not null) context.Response.Headers.RetryAfter = retryAfter;
        await context.Response.WriteAsync(body);
        return true;
    });

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await Server.DisposeAsync();
    }
}
