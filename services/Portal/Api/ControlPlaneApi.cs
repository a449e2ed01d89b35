using System.Globalization;
using System.Net;
using System.Text.Json;

namespace ControlPlane.Portal.Api;

/// <summary>The REST APIs as the pages need them. An API that is away becomes an answer, never an exception.</summary>
internal sealed partial class ControlPlaneApi(HttpClient http, TimeProvider time, ILogger<ControlPlaneApi> logger)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private string Month => time.GetUtcNow().UtcDateTime.ToString("yyyy-MM", CultureInfo.InvariantCulture);

    public async Task<Answer<Page<TenantView>>> TenantsAsync(int limit, string? cursor, CancellationToken cancellationToken) =>
        await ReadAsync($"/v1/tenants?limit={limit}{Also("cursor", cursor)}", json => TenantReader.ReadPage(json, Month),  cancellationToken);

    /// <summary>Missing where tenants are not metered.</summary>
    public async Task<Answer<CreditsView?>> UsageAsync(string tenant, CancellationToken cancellationToken) =>
        await ReadAsync($"/v1/tenants/{Uri.EscapeDataString(tenant)}/usage", json => TenantReader.ReadCredits(json, Month), cancellationToken);

    public async Task<Answer<Page<RunSummary>>> RunsAsync(string? tenant, int limit, string? cursor, CancellationToken cancellationToken) =>
        await ReadAsync($"/v1/runs?limit={limit}{Also("tenant", tenant)}{Also("cursor", cursor)}", json => json.Deserialize<Page<RunSummary>>(Json)!, cancellationToken);

    public async Task<Answer<RunView>> RunAsync(Guid run, CancellationToken cancellationToken) =>
        await ReadAsync($"/v1/runs/{run}", json => json.Deserialize<RunView>(Json)!, cancellationToken);

    /// <summary>The run's server-sent events, unread; the caller disposes of the response.</summary>
    /// <exception cref="HttpRequestException">The API cannot be reached.</exception>
    public Task<HttpResponseMessage> FollowAsync(Guid run, string? after, CancellationToken cancellationToken)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, Relative($"/v1/runs/{run}/events"));
        request.Headers.Accept.ParseAdd("text/event-stream");
        if (!string.IsNullOrEmpty(after)) request.Headers.TryAddWithoutValidation("Last-Event-ID", after);
        return http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }

    private async Task<Answer<T>> ReadAsync<T>(string path, Func<JsonElement, T> read, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        try
        {
            using var response = await http.GetAsync(Relative(path), limit.Token);
            if (response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.BadRequest) return new Answer<T>.Missing();
            if (!response.IsSuccessStatusCode) return new Answer<T>.Failed($"it answered {(int)response.StatusCode}");
            using var document = await JsonDocument.ParseAsync(await response.Content.ReadAsStreamAsync(limit.Token), cancellationToken: limit.Token);
            return new Answer<T>.Ok(read(document.RootElement));
        }
        catch (HttpRequestException exception)
        {
            return Failed<T>(path, exception, "it cannot be reached");
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            return Failed<T>(path, exception, $"it did not answer within {Patience.TotalSeconds:0} seconds");
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or IOException)
        {
            return Failed<T>(path, exception, "its answer cannot be read");
        }
    }

    private Answer<T>.Failed Failed<T>(string path, Exception exception, string why)
    {
        Log.Failed(logger, exception, path);
        return new Answer<T>.Failed(why);
    }

    private static string Also(string name, string? value) => string.IsNullOrEmpty(value) ? "" : $"&{name}={Uri.EscapeDataString(value)}";

    /// <summary>Made whole by <see cref="OperatorCalls"/>.</summary>
    private static Uri Relative(string path) => new($"http://api{path}");

    private static partial class Log
    {
        [LoggerMessage(8001, LogLevel.Warning, "GET {Path} failed")]
        public static partial void Failed(ILogger logger, Exception exception, string path);
    }
}
