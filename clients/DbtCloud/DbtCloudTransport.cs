using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using ControlPlane.Clients.DbtCloud.Wire;

namespace ControlPlane.Clients.DbtCloud;

/// <summary>One exchange with its time limit, and the waits between tries.</summary>
internal sealed class DbtCloudTransport(HttpClient http, DbtCloudConnection connection, DbtCloudOptions options, TimeProvider time, Random random)
{
    private const long MaxAnswerBytes = 32 << 20;

    private const int MaxMessageLength = 1000;

    /// <summary>Sends once and reads the envelope.</summary>
    /// <exception cref="DbtCloudException">Any answer but success, and none at all.</exception>
    public async Task<Envelope<T>> ExchangeAsync<T>(HttpMethod method, string path, object? body, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(options.RequestTimeout, time);
        using var response = await SendAsync(method, path, body, limit, cancellationToken);
        var answer = await GuardAsync(async token =>
        {
            await response.Content.LoadIntoBufferAsync(MaxAnswerBytes, token);
            return Parse<Envelope<T>>(await response.Content.ReadAsByteArrayAsync(token), response.StatusCode);
        }, limit, cancellationToken);
        if (answer.Status?.IsSuccess == false) throw Refusal(response, (HttpStatusCode)(answer.Status.Code ?? (int)HttpStatusCode.BadRequest), answer.Status);
        return answer;
    }

    /// <summary>Opens an answer that is read as it comes. The response is the caller's to dispose of.</summary>
    public async Task<HttpResponseMessage> OpenAsync(string path, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(options.RequestTimeout, time);
        return await SendAsync(HttpMethod.Get, path, null, limit, cancellationToken);
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
            catch (DbtCloudException exception) when (attempt < options.MaxAttempts && exception.IsTransient && (exception.RetryAfter ?? TimeSpan.Zero) <= options.MaxBackoff)
            {
                await Task.Delay(exception.RetryAfter ?? Backoff(attempt), time, cancellationToken);
            }
        }
    }

    /// <summary>The parser's message may quote the answer, so it is dropped.</summary>
    public static T Parse<T>(byte[] json, HttpStatusCode status)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(json, DbtCloudJson.Options) ?? throw new JsonException();
        }
        catch (JsonException)
        {
            throw new DbtCloudException(DbtCloudException.Unreadable, status, "the answer is not the expected JSON");
        }
    }

    /// <summary>Turns what becomes of a connection into the exception that callers know.</summary>
    public static async Task<T> GuardAsync<T>(Func<CancellationToken, Task<T>> work, CancellationTokenSource limit, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            return await work(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new DbtCloudException("TimedOut", null, "no complete answer in time");
        }
        catch (HttpRequestException exception)
        {
            var tooLarge = exception.HttpRequestError == HttpRequestError.ConfigurationLimitExceeded;
            throw new DbtCloudException(tooLarge ? DbtCloudException.TooLarge : "Unreachable", null, exception.HttpRequestError.ToString(), inner: exception);
        }
        // A connection that breaks while a stream is read.
        catch (IOException exception)
        {
            throw new DbtCloudException("Unreachable", null, "the connection broke off", inner: exception);
        }
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, object? body, CancellationTokenSource limit, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, new Uri($"{connection.Url.AbsoluteUri.TrimEnd('/')}/api/v2/accounts/{connection.AccountId}/{path}"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Token", connection.Token);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        if (body is not null) request.Content = JsonContent.Create(body, body.GetType(), options: DbtCloudJson.Options);
        return await GuardAsync(async token =>
        {
            var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, token);
            if (response.IsSuccessStatusCode) return response;
            using (response) throw Refusal(response, response.StatusCode, await ExplanationAsync(response, token));
        }, limit, cancellationToken);
    }

    private DbtCloudException Refusal(HttpResponseMessage response, HttpStatusCode status, EnvelopeStatus? explanation)
    {
        var wait = response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date > time.GetUtcNow() ? date - time.GetUtcNow() : TimeSpan.Zero,
            _ => (TimeSpan?)null,
        };
        var message = string.Join("; ", new[] { explanation?.UserMessage, explanation?.DeveloperMessage }.Where(text => !string.IsNullOrWhiteSpace(text)).Distinct());
        if (message.Length == 0) message = (int)status is >= 300 and < 400 ? "the service redirects elsewhere, which is not followed: check the account's host" : "no further explanation";
        return new DbtCloudException(status.ToString(), status, Redacted(message.Length <= MaxMessageLength ? message : message[..MaxMessageLength]), wait);
    }

    private static async Task<EnvelopeStatus?> ExplanationAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.Content.Headers.ContentType?.MediaType != "application/json") return null;
        try
        {
            await response.Content.LoadIntoBufferAsync(MaxAnswerBytes, cancellationToken);
            return Parse<Envelope<JsonElement?>>(await response.Content.ReadAsByteArrayAsync(cancellationToken), response.StatusCode).Status;
        }
        catch (DbtCloudException)
        {
            return null;
        }
    }

    private TimeSpan Backoff(int attempt)
    {
        var full = Math.Min(options.FirstBackoff.TotalMilliseconds * Math.Pow(2, attempt - 1), options.MaxBackoff.TotalMilliseconds);
        return TimeSpan.FromMilliseconds(full * (0.5 + random.NextDouble() / 2));
    }

    /// <summary>A service that echoes what it was sent must not carry the token into logs.</summary>
    private string Redacted(string message) => connection.Token.Length == 0 ? message : message.Replace(connection.Token, "***", StringComparison.Ordinal);
}
