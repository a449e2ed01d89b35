using ControlPlane.AppHost.SampleSource;
using ControlPlane.Clients.PowerBi;

namespace ControlPlane.Activation.Tests.PowerBi;

/// <summary>A client of the local Power BI over real HTTP.</summary>
internal sealed class PowerBiFixture : IAsyncDisposable
{
    public const string Secret = "s3cret+that/must=stay hidden";

    public static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);

    private readonly SampleServer _server;
    private readonly HttpClient _http;

    private PowerBiFixture(SampleServer server, SteppedTime time, PowerBiConnection connection, PowerBiClientOptions? options)
    {
        _server = server;
        _http = new HttpClient(Wire);
        Connection = connection;
        Time = time;
        Client = new PowerBiClient(_http, connection, options ?? new PowerBiClientOptions { FirstBackoff = TimeSpan.FromMilliseconds(20), LostAnswerGrace = TimeSpan.FromMilliseconds(100) }, time, new Random(1));
    }

    public static CancellationToken Ct => TestContext.Current.CancellationToken;

    public Dataset Dataset { get; } = new(Guid.NewGuid(), Guid.NewGuid());

    public CountingHandler Wire { get; } = new();

    public PowerBiConnection Connection { get; }

    public SteppedTime Time { get; }

    public PowerBiClient Client { get; }

    public static async Task<PowerBiFixture> StartAsync(SampleServerOptions? options = null, Func<PowerBiConnection, PowerBiConnection>? change = null, PowerBiClientOptions? client = null)
    {
        var time = new SteppedTime();
        var server = await SampleServer.StartAsync((options ?? new SampleServerOptions()) with { TimeProvider = time, PowerBiClientSecret = Secret }, Ct);
        var connection = new PowerBiConnection
        {
            ApiUrl = new Uri(server.BaseAddress, "v1.0/myorg"),
            LoginUrl = server.BaseAddress,
            TenantId = "contoso.example",
            ClientId = "client",
            ClientSecret = Secret,
        };
        return new PowerBiFixture(server, time, change?.Invoke(connection) ?? connection, client);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        _http.Dispose();
        await _server.DisposeAsync();
    }
}
