using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using ControlPlane.AppHost.SampleSource;

namespace ControlPlane.EndToEnd.SampleSource;

/// <summary>A running sample server with a client that speaks as GitHub asks.</summary>
internal sealed class SampleClient(SampleServer server) : IAsyncDisposable
{
    public static CancellationToken Ct => TestContext.Current.CancellationToken;

    public HttpClient Http { get; } = new() { BaseAddress = server.BaseAddress, DefaultRequestHeaders = { UserAgent = { new ProductInfoHeaderValue("tests", "1") } } };

    public static async Task<SampleClient> StartAsync(SampleServerOptions? options = null) =>
        new(await SampleServer.StartAsync(options ?? new SampleServerOptions { FaultRate = 0 }, Ct));

    public async Task<JsonNode> ReadAsync(string path)
    {
        using var response = await Http.GetAsync(path, Ct);
        return await ReadAsync(response);
    }

    public static async Task<JsonNode> ReadAsync(HttpResponseMessage response) => JsonNode.Parse(await response.Content.ReadAsStringAsync(Ct))!;

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await server.DisposeAsync();
    }
}
