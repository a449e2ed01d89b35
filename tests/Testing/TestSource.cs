using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ControlPlane.Testing;

/// <summary>A request as the source saw it.</summary>
public sealed record SeenRequest(string Method, string Path, string Query, IReadOnlyDictionary<string, string> Headers, string Body);

/// <summary>A real HTTP server on a free loopback port that answers as the test says and remembers what it was asked.</summary>
public sealed class TestSource : IAsyncDisposable
{
    private readonly WebApplication _app;

    private TestSource(WebApplication app) => _app = app;

    public ConcurrentQueue<SeenRequest> Requests { get; } = new();

    public string Url { get; private set; } = "";

    public static async Task<TestSource> StartAsync(Func<HttpContext, SeenRequest, int, Task> answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(k =>
        {
            k.Listen(IPAddress.Loopback, 0);
            k.Limits.MinResponseDataRate = null;
            k.Limits.MaxRequestLineSize = 32 * 1024;
        });
        var app = builder.Build();
        var source = new TestSource(app);
        var count = 0;
        app.Run(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            var seen = new SeenRequest(
                context.Request.Method, context.Request.Path, context.Request.QueryString.Value ?? "",
                context.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase), await reader.ReadToEndAsync());
            source.Requests.Enqueue(seen);
            await answer(context, seen, Interlocked.Increment(ref count));
        });
        await app.StartAsync();
        source.Url = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        return source;
    }

    public static Task<TestSource> StartAsync(Func<HttpContext, string> answer) => StartAsync((context, _, _) =>
    {
        var body = answer(context);
        context.Response.ContentType ??= "application/json";
        return context.Response.WriteAsync(body);
    });

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(new CancellationToken(true));
        await _app.DisposeAsync();
    }
}
