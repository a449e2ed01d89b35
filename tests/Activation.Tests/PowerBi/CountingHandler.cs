using System.Collections.Concurrent;

namespace ControlPlane.Activation.Tests.PowerBi;

/// <summary>Notes each request that goes over the wire.</summary>
internal sealed class CountingHandler() : DelegatingHandler(new SocketsHttpHandler())
{
    public ConcurrentQueue<string> Requests { get; } = [];

    public int Count(string method, string ending) => Requests.Count(request => request.StartsWith(method, StringComparison.Ordinal) && request.EndsWith(ending, StringComparison.Ordinal));

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Requests.Enqueue($"{request.Method} {request.RequestUri!.AbsolutePath}");
        return base.SendAsync(request, cancellationToken);
    }
}
