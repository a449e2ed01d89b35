using System.Collections.Concurrent;

namespace ControlPlane.Activation.Tests.Hosting;

/// <summary>Sees every request to a destination, and may answer in its place or do something before the answer arrives.</summary>
internal sealed class Wire
{
    private int _count;

    public ConcurrentQueue<SeenRequest> Requests { get; } = new();

    /// <summary>Whether requests are kept to be looked at.</summary>
    public bool Keep { get; set; } = true;

    /// <summary>By the request's number, from 1: an answer in place of the destination's; null lets it pass.</summary>
    public Func<int, HttpRequestMessage, HttpResponseMessage?> Instead { get; set; } = static (_, _) => null;

    /// <summary>After the destination answered, before the sender learns of it.</summary>
    public Func<int, Task> BeforeAnswer { get; set; } = static _ => Task.CompletedTask;

    public DelegatingHandler Handler() => new Tap(this);

    private sealed class Tap(Wire wire) : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var number = Interlocked.Increment(ref wire._count);
            var body = await request.Content!.ReadAsStringAsync(cancellationToken);
            if (wire.Keep) wire.Requests.Enqueue(new SeenRequest(request.Headers.GetValues("Idempotency-Key").Single(), body));
            if (wire.Instead(number, request) is { } answer) return answer;
            var response = await base.SendAsync(request, cancellationToken);
            await wire.BeforeAnswer(number);
            return response;
        }
    }
}

internal sealed record SeenRequest(string IdempotencyKey, string Body);
