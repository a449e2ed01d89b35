using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ControlPlane.EndToEnd.Isolation;

/// <summary>An outside system of the worst kind: it refuses everything and repeats in its answer all that it was told, credentials included.</summary>
internal sealed class EchoServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<string> _told = new();

    private EchoServer(WebApplication app) => _app = app;

    public Uri Address => new($"{_app.Urls.Single()}/");

    /// <summary>Credentials and bodies of all requests.</summary>
    public string Told => string.Join('\n', _told);

    public static async Task<EchoServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var server = new EchoServer(builder.Build());
        server._app.Run(server.RefuseAsync);
        await server._app.StartAsync();
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private async Task RefuseAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var told = $"{context.Request.Headers.Authorization} {await reader.ReadToEndAsync()}";
        _told.Enqueue(told);
        context.Response.StatusCode = StatusCodes.Status400BadRequest;
        context.Response.Headers["X-Echo"] = Uri.EscapeDataString(told);
        await context.Response.WriteAsJsonAsync(new { error = "invalid_client", error_description = told, message = told, correlationId = told });
    }
}
