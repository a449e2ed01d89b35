using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using ControlPlane.Clients.Dagster.Wire;

namespace ControlPlane.Clients.Dagster;

/// <summary>One exchange with its time limit, and the waits between tries.</summary>
internal sealed class DagsterTransport(HttpClient http, DagsterConnection connection, DagsterOptions options, TimeProvider time, Random random)
{
    private const long MaxAnswerBytes = 64 << 20;

    private const int MaxMessageLength = 1000;

    /// <summary>Sends once.</summary>
    /// <returns>The value of <paramref name="field"/>.</returns>
    /// <exception cref="DagsterException">Any answer but data, and none at all.</exception>
    public async Task<JsonElement> ExchangeAsync(string query, object variables, string field, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, connection.Url);
        if (connection.Token is { Length: > 0 } token) request.Headers.Add("Dagster-Cloud-Api-Token", token);
        if (connection.Organization is { } organization) request.Headers.Add("Dagster-Cloud-Organization", organization);
        if (connection.Deployment is { } deployment) request.Headers.Add("Dagster-Cloud-Deployment", deployment);
        request.Content = JsonContent.Create(new { query, variables }, options: DagsterJson.Options);
        using var limit = new CancellationTokenSource(options.RequestTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            return DataOf(response, await BodyAsync(response, either.Token), field);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new DagsterException("TimedOut", null, $"no complete answer within {options.RequestTimeout.TotalSeconds:0.#} s");
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            throw new DagsterException("Unreachable", null, (exception as HttpRequestException)?.HttpRequestError.ToString() ?? "the connection broke off", inner: exception);
        }
    }

    /// <summary>Tries again after what may pass, a bounded number of times.</summary>
    public async Task<T> RetryAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await work();
            }
            catch (DagsterException exception) when (attempt < options.MaxAttempts && exception.IsTransient && (exception.RetryAfter ?? TimeSpan.Zero) <= options.MaxBackoff)
            {
                await Task.Delay(exception.RetryAfter ?? Backoff(attempt), time, cancellationToken);
            }
        }
    }

    /// <summary>A service that echoes what it was sent must not carry the token into logs.</summary>
    public string Redacted(string message) => connection.Token is { Length: > 0 } token ? message.Replace(token, "***", StringComparison.Ordinal) : message;

    private static async Task<JsonElement?> BodyAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await response.Content.LoadIntoBufferAsync(MaxAnswerBytes, cancellationToken);
        try
        {
            return JsonSerializer.Deserialize<JsonElement>(await response.Content.ReadAsByteArrayAsync(cancellationToken));
        }
        // The parser's message may quote the answer.
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Errors count before data: what comes with them is not whole. They come with status 400, too.</summary>
    private JsonElement DataOf(HttpResponseMessage response, JsonElement? body, string field)
    {
        var isObject = body?.ValueKind == JsonValueKind.Object;
        if (isObject && body!.Value.TryGetProperty("errors", out var errors) && errors is { ValueKind: JsonValueKind.Array } && errors.GetArrayLength() > 0)
            throw Refusal(response, response.IsSuccessStatusCode || response.StatusCode == HttpStatusCode.BadRequest ? DagsterException.GraphQl : response.StatusCode.ToString(), MessageOf(errors));
        if (!response.IsSuccessStatusCode) throw Refusal(response, response.StatusCode.ToString(), Explanation(response.StatusCode));
        if (isObject && body!.Value.TryGetProperty("data", out var data) && data.ValueKind == JsonValueKind.Object && data.TryGetProperty(field, out var value)) return value;
        throw new DagsterException(DagsterException.Unreadable, response.StatusCode, "the answer is not that of a GraphQL service: check the URL");
    }

    private DagsterException Refusal(HttpResponseMessage response, string code, string message)
    {
        var wait = response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date > time.GetUtcNow() ? date - time.GetUtcNow() : TimeSpan.Zero,
            _ => (TimeSpan?)null,
        };
        message = Redacted(message);
        return new DagsterException(code, response.StatusCode, message.Length <= MaxMessageLength ? message : message[..MaxMessageLength], wait);
    }

    private static string Explanation(HttpStatusCode status) => (int)status switch
    {
        401 or 403 => "the token is not accepted for this deployment",
        404 => "nothing is at this address: check organization and deployment in the URL",
        >= 300 and < 400 => "the service redirects elsewhere, which is not followed: check the URL",
        _ => "no further explanation",
    };

    private static string MessageOf(JsonElement errors) => string.Join("; ", errors.EnumerateArray()
        .Where(error => error.ValueKind == JsonValueKind.Object && error.TryGetProperty("message", out var text) && text.ValueKind == JsonValueKind.String)
        .Select(error => error.GetProperty("message").GetString()));

    private TimeSpan Backoff(int attempt)
    {
        var full = Math.Min(options.FirstBackoff.TotalMilliseconds * Math.Pow(2, attempt - 1), options.MaxBackoff.TotalMilliseconds);
        return TimeSpan.FromMilliseconds(full * (0.5 + random.NextDouble() / 2));
    }
}
