using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ControlPlane.Testing.S3;

/// <summary>
/// A strict S3 on a free loopback port: verifies every signature and checksum, keeps versions, and refuses what it does not know. Holds
/// everything in memory.
/// </summary>
public sealed class S3Server : IAsyncDisposable
{
    public const string AccessKey = "AKIATESTTESTTESTTEST";
    public const string SecretKey = "test/secret+test/secret+test/secret+test";
    public const string Region = "eu-central-1";
    public const string Account = "123456789012";
    private const long MaxBody = 128 << 20;

    private readonly WebApplication _app;
    private readonly S3Signature _signature = new(AccessKey, SecretKey, Region, TimeProvider.System);
    private int _calls;

    private S3Server(WebApplication app) => _app = app;

    public ConcurrentDictionary<string, S3Bucket> Buckets { get; } = new();

    /// <summary><c>PUT /bucket/key?uploadId=…</c> of every request that came.</summary>
    public ConcurrentQueue<string> Calls { get; } = new();

    public Uri Url { get; private set; } = null!;

    /// <summary>By the number of the call, from 1: what goes wrong with it; null: nothing.</summary>
    public Func<int, HttpRequest, S3Failure?> Failures { get; set; } = (_, _) => null;

    public static async Task<S3Server> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0);
            kestrel.Limits.MaxRequestBodySize = MaxBody;
        });
        var app = builder.Build();
        var server = new S3Server(app);
        app.Run(server.AnswerAsync);
        await app.StartAsync();
        server.Url = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(new CancellationToken(true));
        await _app.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var target = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
        var buffer = new MemoryStream();
        await context.Request.Body.CopyToAsync(buffer);
        var body = buffer.ToArray();
        Calls.Enqueue($"{context.Request.Method} {target}");
        var failure = Failures(Interlocked.Increment(ref _calls), context.Request);
        try
        {
            if (failure is S3Failure.SlowDown) throw new S3Error(503, "SlowDown", "Please reduce your request rate.");
            if (failure is S3Failure.Internal) throw new S3Error(500, "InternalError", "We encountered an internal error. Please try again.");
            if (failure is S3Failure.Reset)
            {
                context.Abort();
                return;
            }
            var headers = context.Request.Headers.ToDictionary(header => header.Key.ToLowerInvariant(), header => header.Value.ToString());
            _signature.Verify(context.Request.Method, target, headers, Convert.ToHexStringLower(SHA256.HashData(body)));
            var call = new S3Call(context, this, body);
            await (call.Key.Length == 0 ? S3BucketCalls.AnswerAsync(call) : S3ObjectCalls.AnswerAsync(call));
            if (failure is S3Failure.LostAnswer) context.Abort();
            else await call.SendAsync(failure is S3Failure.CutBody);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // Whatever this server stumbles over is a request that S3 would refuse too.
            var error = exception as S3Error ?? new S3Error(400, "InvalidRequest", exception.ToString());
            context.Response.StatusCode = error.Status;
            context.Response.ContentType = "application/xml";
            if (context.Request.Method != "HEAD") await context.Response.WriteAsync(error.ToXml());
        }
    }
}

public enum S3Failure
{
    SlowDown,
    Internal,

    /// <summary>The connection ends without anything done or answered.</summary>
    Reset,

    /// <summary>It is done, but nobody is told.</summary>
    LostAnswer,

    /// <summary>The connection ends in the middle of the answer.</summary>
    CutBody,
}
