using System.Collections.Concurrent;
using System.Globalization;

namespace ControlPlane.AppHost.SampleSource.Events;

/// <summary>GitHub's primary limit: so many requests per caller in an hour that starts with the first of them.</summary>
internal sealed class RateLimit(int perHour, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, Window> _windows = new();

    /// <summary>Counts the request unless <paramref name="free"/> and writes the x-ratelimit headers.</summary>
    /// <returns>False when the limit is used up.</returns>
    public bool TryTake(HttpContext context, string caller, bool free)
    {
        var now = time.GetUtcNow();
        var window = _windows.AddOrUpdate(
            caller,
            static (_, start) => new Window(start.Now, start.Free ? 0 : 1),
            static (_, open, next) => open.Start.AddHours(1) <= next.Now ? new Window(next.Now, next.Free ? 0 : 1) : open with { Used = open.Used + (next.Free ? 0 : 1) },
            (Now: now, Free: free));

        var headers = context.Response.Headers;
        headers["x-ratelimit-limit"] = Text(perHour);
        headers["x-ratelimit-remaining"] = Text(Math.Max(0, perHour - window.Used));
        headers["x-ratelimit-used"] = Text(Math.Min(perHour, window.Used));
        headers["x-ratelimit-reset"] = Text(window.Start.AddHours(1).ToUnixTimeSeconds());
        headers["x-ratelimit-resource"] = "core";
        return window.Used <= perHour;
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private sealed record Window(DateTimeOffset Start, int Used);
}
