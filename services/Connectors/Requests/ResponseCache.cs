using System.Collections.Concurrent;
using System.Net;

namespace ControlPlane.Connectors.Requests;

/// <summary>
/// Responses of requesters that say <c>use_cache</c>, so that a parent that several streams share is asked for once. Bodies are files in a
/// folder of the system's temporary place that goes when this is disposed, or after the process was killed when another one makes its own. Belongs to the reads of one sync of one config. Safe for
/// concurrent use.
/// </summary>
/// <param name="maxBytes">Most that is kept; what comes after is asked for again. Default 1 GiB.</param>
public sealed class ResponseCache(long maxBytes = 1L << 30) : IDisposable
{
    private readonly ConcurrentDictionary<string, Kept> _responses = new(StringComparer.Ordinal);
    private readonly Lazy<ResponseFolder> _folder = new(ResponseFolder.Create);
    private long _bytes;
    private int _files;

    public void Dispose()
    {
        _responses.Clear();
        if (_folder.IsValueCreated) _folder.Value.Dispose();
    }

    /// <summary>Null for a request that was not made yet.</summary>
    internal HttpResponseMessage? Find(string key) =>
        _responses.TryGetValue(key, out var kept) ? kept.Replay(new FileStream(kept.File, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 64 * 1024, useAsync: true)) : null;

    /// <summary>The response, which is kept while it is read and counts once it was read to its end.</summary>
    internal async Task<HttpResponseMessage> KeepAsync(string key, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (Interlocked.Read(ref _bytes) >= maxBytes) return response;
        var file = Path.Combine(_folder.Value.Path, Interlocked.Increment(ref _files).ToString(System.Globalization.CultureInfo.InvariantCulture));
        var kept = new Kept(file, response.StatusCode, [.. response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated).Select(h => (h.Key, h.Value.ToString()))]);
        var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        var copy = new FileStream(file, FileMode.CreateNew, FileAccess.Write, FileShare.None, 64 * 1024, useAsync: true);
        var read = kept.Replay(new CopyingStream(body, copy, Count, () => _responses[key] = kept));
        read.RequestMessage = response.RequestMessage;
        return read;
    }

    /// <summary>False when there is no more room.</summary>
    private bool Count(int bytes) => Interlocked.Add(ref _bytes, bytes) <= maxBytes;

    private sealed record Kept(string File, HttpStatusCode Status, IReadOnlyList<(string Name, string Value)> Headers)
    {
        public HttpResponseMessage Replay(Stream body)
        {
            var response = new HttpResponseMessage(Status) { Content = new StreamContent(body) };
            foreach (var (name, value) in Headers)
                if (!response.Headers.TryAddWithoutValidation(name, value)) response.Content.Headers.TryAddWithoutValidation(name, value);
            return response;
        }
    }
}
