using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using ControlPlane.Portal.Api;

namespace ControlPlane.Portal.Pages;

/// <summary>
/// Tells a page that its run changed. The browser holds no token for the API, so its events pass through here, and only as "something
/// changed": what it was, the page asks for itself.
/// </summary>
internal static class RunEvents
{
    public static async Task<IResult> FollowAsync(Guid run, HttpContext context, ControlPlaneApi api, CancellationToken cancellationToken)
    {
        HttpResponseMessage upstream;
        try
        {
            upstream = await api.FollowAsync(run, context.Request.Headers["Last-Event-ID"], cancellationToken);
        }
        catch (HttpRequestException)
        {
            return TypedResults.StatusCode(StatusCodes.Status503ServiceUnavailable);
        }
        context.Response.RegisterForDispose(upstream);
        return upstream.IsSuccessStatusCode
            ? TypedResults.ServerSentEvents(ChangesAsync(upstream, cancellationToken))
            : TypedResults.StatusCode((int)upstream.StatusCode);
    }

    private static async IAsyncEnumerable<SseItem<string>> ChangesAsync(HttpResponseMessage upstream, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var stream = await upstream.Content.ReadAsStreamAsync(cancellationToken);
        await using var events = SseParser.Create(stream).EnumerateAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (await NextAsync(events)) yield return new SseItem<string>("changed") { EventId = events.Current.EventId };
    }

    /// <summary>A connection that broke is an end like any other: the browser asks again after the last event it saw.</summary>
    private static async ValueTask<bool> NextAsync(IAsyncEnumerator<SseItem<string>> events)
    {
        try
        {
            return await events.MoveNextAsync();
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException)
        {
            return false;
        }
    }
}
