using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using ControlPlane.Portal.Api;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ControlPlane.Portal.Pages;

/// <summary>
/// Tells a page that its run changed. The browser holds no token for the API, so its events pass through here, and only as "something
/// changed": what it was, the page asks for itself.
/// </summary>
internal static class RunEvents
{
    public static ServerSentEventsResult<string> Follow(Guid run, HttpContext context, ControlPlaneApi api, CancellationToken cancellationToken) =>
        TypedResults.ServerSentEvents(ChangesAsync(run, context.Request.Headers["Last-Event-ID"], api, cancellationToken));

    private static async IAsyncEnumerable<SseItem<string>> ChangesAsync(Guid run, string? after, ControlPlaneApi api, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // At once, or the browser would not know that it is connected until something happens.
        yield return new SseItem<string>("connected");
        await using var events = ReadAsync(run, after, api, cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (await NextAsync(events)) yield return new SseItem<string>("changed") { EventId = events.Current };
    }

    /// <summary>The ids of what happens.</summary>
    private static async IAsyncEnumerable<string?> ReadAsync(Guid run, string? after, ControlPlaneApi api, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var response = await api.FollowAsync(run, after, cancellationToken);
        if (!response.IsSuccessStatusCode) yield break;
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        var parser = SseParser.Create(stream);
        await foreach (var _ in parser.EnumerateAsync(cancellationToken)) yield return parser.LastEventId;
    }

    /// <summary>An API that cannot be reached is an end like any other: the browser asks again, after the last event it saw.</summary>
    private static async ValueTask<bool> NextAsync(IAsyncEnumerator<string?> events)
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
