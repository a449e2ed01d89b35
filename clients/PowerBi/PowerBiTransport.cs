using System.Net;
using System.Text.Json;
using ControlPlane.Clients.PowerBi.Wire;

namespace ControlPlane.Clients.PowerBi;

/// <summary>One exchange with its time limit, and the waits between tries.</summary>
internal sealed class PowerBiTransport(HttpClient http, PowerBiConnection connection, PowerBiClientOptions options, TimeProvider time, Random random)
{
    private const long MaxAnswerBytes = 8 << 20;

    /// <summary>Sends once.</summary>
    /// <exception cref="PowerBiException">Any answer but success, and none at all.</exception>
    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(options.RequestTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            var response = await http.SendAsync(request, either.Token);
            if (response.IsSuccessStatusCode) return response;
            using (response) throw await RefusalAsync(response, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new PowerBiException("TimedOut", null, $"no answer within {options.RequestTimeout.TotalSeconds:0.#} s");
        }
        catch (HttpRequestException exception)
        {
            throw new PowerBiException("Unreachable", null, exception.HttpRequestError.ToString(), inner: exception);
        }
    }

    /// <summary>Tries again after what may pass, a bounded number of times.</summary>
    public async Task<T> RetryAsync<T>(Func<Task<T>> work, Func<PowerBiException, bool> mayRetry, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await work();
            }
            catch (PowerBiException exception) when (attempt < options.MaxAttempts && mayRetry(exception) && WaitAfter(exception, attempt) <= options.MaxBackoff)
            {
                await Task.Delay(WaitAfter(exception, attempt), time, cancellationToken);
            }
        }
    }

    public static async Task<T> ReadAsync<T>(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            await response.Content.LoadIntoBufferAsync(MaxAnswerBytes, cancellationToken);
            var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
            return JsonSerializer.Deserialize<T>(body, PowerBiJson.Options) ?? throw new JsonException();
        }
        // The parser's message may quote the answer, which may be a token.
        catch (JsonException)
        {
            throw new PowerBiException("Unreadable", response.StatusCode, "the answer is not the expected JSON");
        }
    }

    private TimeSpan WaitAfter(PowerBiException exception, int attempt)
    {
        if (exception.RetryAfter is { } asked) return asked;
        var full = Math.Min(options.FirstBackoff.TotalMilliseconds * Math.Pow(2, attempt - 1), options.MaxBackoff.TotalMilliseconds);
        return TimeSpan.FromMilliseconds(full * (0.5 + random.NextDouble() / 2));
    }

    private async Task<PowerBiException> RefusalAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await response.Content.LoadIntoBufferAsync(MaxAnswerBytes, cancellationToken);
        var (code, message) = Read(await response.Content.ReadAsStringAsync(cancellationToken));
        var wait = response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date > time.GetUtcNow() ? date - time.GetUtcNow() : TimeSpan.Zero,
            _ => (TimeSpan?)null,
        };
        return new PowerBiException(code ?? response.StatusCode.ToString(), response.StatusCode, Redacted(message ?? "no further explanation"), wait);
    }

    private static (string? Code, string? Message) Read(string body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("error", out var error)) return default;
            if (error.ValueKind == JsonValueKind.Object && error.Deserialize<ErrorAnswer.Body>(PowerBiJson.Options) is { } refusal)
                return (refusal.Code ?? refusal.PbiError?.Code, refusal.Message);
            return document.RootElement.Deserialize<TokenAnswer>(PowerBiJson.Options) is { } login ? (login.Error, login.ErrorDescription) : default;
        }
        catch (JsonException)
        {
            return default;
        }
    }

    /// <summary>A service that echoes what it was sent must not carry the secret into logs.</summary>
    private string Redacted(string message) => connection.ClientSecret.Length == 0 ? message : message
        .Replace(connection.ClientSecret, "***", StringComparison.Ordinal)
        .Replace(WebUtility.UrlEncode(connection.ClientSecret), "***", StringComparison.Ordinal);
}
