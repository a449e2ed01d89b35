using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;

namespace ControlPlane.AppHost.MainJob;

/// <summary>The REST APIs as the main job uses them: like any caller, with the operator's token.</summary>
internal sealed class ControlPlaneClient(Uri baseAddress, string token) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan AskAgain = TimeSpan.FromMilliseconds(250);

    private readonly HttpClient _http = new() { BaseAddress = baseAddress, DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", token) } };

    /// <summary>Null when there is nothing at the path.</summary>
    public async Task<JsonNode?> FindAsync(string path, CancellationToken cancellationToken)
    {
        using var response = await PatientlyAsync(() => _http.GetAsync(path, cancellationToken), cancellationToken);
        return response.StatusCode == HttpStatusCode.NotFound ? null : await ReadAsync(response, cancellationToken);
    }

    public async Task<JsonNode> GetAsync(string path, CancellationToken cancellationToken) =>
        await FindAsync(path, cancellationToken) ?? throw new ControlPlaneException($"GET {path}: there is nothing there.");

    public async Task<JsonNode?> SendAsync(HttpMethod method, string path, JsonNode? body, CancellationToken cancellationToken)
    {
        using var response = await PatientlyAsync(async () =>
        {
            using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
            return await _http.SendAsync(request, cancellationToken);
        }, cancellationToken);
        return await ReadAsync(response, cancellationToken);
    }

    /// <summary>What happens in a run, until it ends.</summary>
    /// <param name="after">The id of the last event that was seen; null: all from the first.</param>
    /// <exception cref="IOException">The connection broke; what was seen is seen, the rest can be asked for again.</exception>
    public async IAsyncEnumerable<SseItem<string>> FollowAsync(string path, string? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (after is not null) request.Headers.Add("Last-Event-ID", after);
        using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (!response.IsSuccessStatusCode) await ReadAsync(response, cancellationToken);
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        await foreach (var item in SseParser.Create(stream).EnumerateAsync(cancellationToken)) yield return item;
    }

    public Task<Stream> OpenAsync(string path, CancellationToken cancellationToken) => _http.GetStreamAsync(path, cancellationToken);

    public void Dispose() => _http.Dispose();

    /// <summary>The database may be away for a moment; every request of the main job can be made again.</summary>
    private static async Task<HttpResponseMessage> PatientlyAsync(Func<Task<HttpResponseMessage>> send, CancellationToken cancellationToken)
    {
        for (var waited = Stopwatch.StartNew(); ;)
        {
            var response = await send();
            if (response.StatusCode != HttpStatusCode.ServiceUnavailable || waited.Elapsed > Patience) return response;
            response.Dispose();
            await Task.Delay(AskAgain, cancellationToken);
        }
    }

    private static async Task<JsonNode?> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        if (!response.IsSuccessStatusCode)
            throw new ControlPlaneException($"{response.RequestMessage!.Method} {response.RequestMessage.RequestUri!.AbsolutePath}: {(int)response.StatusCode} {text}", ProblemIn(response, text));
        return text.Length == 0 ? null : JsonNode.Parse(text);
    }

    private static string? ProblemIn(HttpResponseMessage response, string text) =>
        response.Content.Headers.ContentType?.MediaType == "application/problem+json" ? ((string?)JsonNode.Parse(text)?["type"])?.Split(':')[^1] : null;
}

/// <summary>The control plane refused a request of the main job; the message holds its problem.</summary>
/// <param name="problem">The last part of its type, for example <c>stale-plan</c>; null when there is none.</param>
internal sealed class ControlPlaneException(string message, string? problem = null) : Exception(message)
{
    public string? Problem { get; } = problem;
}
