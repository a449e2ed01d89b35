using System.Globalization;
using System.Security.Cryptography;

namespace ControlPlane.AppHost.SampleSource.Events;

/// <summary>One page of a feed: its body, entity tag and links.</summary>
internal sealed record EventPage(byte[] Body, string ETag, string? Link)
{
    private const int DefaultSize = 30;
    private const int MaxSize = 100;

    /// <returns>Null for a page after the last.</returns>
    public static EventPage? Of(IReadOnlyList<SampleEvent> events, HttpRequest request)
    {
        var size = Math.Min(Positive(request.Query["per_page"].LastOrDefault(), DefaultSize), MaxSize);
        var page = Positive(request.Query["page"].LastOrDefault(), 1);
        var last = Math.Max(1, (events.Count + size - 1) / size);
        if (page > last) return null;

        var body = Join(events.Skip((page - 1) * size).Take(size));
        return new EventPage(body, $"W/\"{Convert.ToHexStringLower(SHA256.HashData(body))}\"", Links(request, size, page, last));
    }

    private static string? Links(HttpRequest request, int size, int page, int last)
    {
        List<string> links = [];
        if (page > 1) Add(page - 1, "prev");
        if (page < last) Add(page + 1, "next");
        if (page < last) Add(last, "last");
        if (page > 1) Add(1, "first");
        return links.Count == 0 ? null : string.Join(", ", links);

        void Add(int to, string relation) =>
            links.Add($"<{request.Scheme}://{request.Host}{request.Path}?per_page={size}&page={to}>; rel=\"{relation}\"");
    }

    private static byte[] Join(IEnumerable<SampleEvent> events)
    {
        using var body = new MemoryStream();
        body.WriteByte((byte)'[');
        foreach (var @event in events)
        {
            if (body.Length > 1) body.WriteByte((byte)',');
            body.Write(@event.Json);
        }
        body.WriteByte((byte)']');
        return body.ToArray();
    }

    /// <summary>GitHub falls back to the default where a number makes no sense.</summary>
    private static int Positive(string? text, int otherwise) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : otherwise;
}
