using System.Collections.Concurrent;
using ControlPlane.Testing;
using Microsoft.AspNetCore.Http;

namespace ControlPlane.Connectors.Tests.Vendors;

/// <summary>A vendor's API on loopback, as strict as its contract: what the contract does not name is refused.</summary>
internal abstract class VendorServer : IAsyncDisposable
{
    private TestSource? _source;

    public string Url => _source!.Url;

    public ConcurrentQueue<SeenRequest> Requests => _source!.Requests;

    /// <summary>The statuses of the answers, in order.</summary>
    public ConcurrentQueue<int> Statuses { get; } = new();

    protected abstract VendorAnswer Answer(VendorRequest request);

    public async ValueTask DisposeAsync()
    {
        if (_source is not null) await _source.DisposeAsync();
    }

    public static async Task<T> StartAsync<T>(T server) where T : VendorServer
    {
        // One at a time, so that a server's own bookkeeping (limits, cursors) needs no lock.
        var gate = new SemaphoreSlim(1);
        server._source = await TestSource.StartAsync(async (context, seen, _) =>
        {
            await gate.WaitAsync();
            VendorAnswer answer;
            try
            {
                answer = server.Answer(new VendorRequest(seen));
            }
            catch (RefusedException e)
            {
                answer = e.Answer;
            }
            finally
            {
                gate.Release();
            }

            server.Statuses.Enqueue(answer.Status);
            context.Response.StatusCode = answer.Status;
            context.Response.ContentType = answer.ContentType;
            foreach (var (name, value) in answer.Headers) context.Response.Headers[name] = value;
            if (answer.Status is not (204 or 304)) await context.Response.WriteAsync(answer.Body);
        });
        return server;
    }
}
