using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using ControlPlane.Activation.Activations;
using ControlPlane.Reconciliation;

namespace ControlPlane.Activation.Destinations;

/// <summary>An HTTP destination that takes batches of JSON rows and answers with an outcome per row.</summary>
/// <param name="token">Sent as bearer token; null: none is.</param>
/// <param name="scope">What idempotency keys are made for: tenant, activation and run.</param>
internal sealed class HttpJsonDestination(HttpClient http, Uri address, string? token, string idProperty, string scope, ActivationOptions options, TimeProvider time)
{
    private const long MaxAnswerBytes = 8 << 20;

    public const string ClientName = "activation-destination";

    /// <summary>Longer waits are left to the queue, which holds no worker meanwhile.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    /// <summary>How often rows that the destination calls retryable are sent within one pass.</summary>
    private const int Rounds = 3;

    private const int MaxReason = 500;

    /// <summary>Names the place that rows go to, for their hashes.</summary>
    public string Target => $"{address}\n{idProperty}\n";

    /// <summary>Sends rows, each at least once, and returns an outcome per row in their order.</summary>
    /// <exception cref="Fault">Unavailable, with the wait that was asked for; AccessDenied for 401 and 403; Rejected when the destination takes no row at all.</exception>
    public async Task<IReadOnlyList<RowOutcome>> SendAsync(IReadOnlyList<OutgoingRow> rows, CancellationToken cancellationToken)
    {
        var refused = 0;
        var outcomes = await SendAsync(rows, 0, () => refused++, cancellationToken);
        if (refused == rows.Count && rows.Count > 1)
            throw new Fault(FaultKind.Rejected, "DestinationRefusesAll", $"The destination refuses every request: {outcomes[0].Reason}");
        for (var round = 1; round < Rounds; round++)
        {
            int[] again = [.. Enumerable.Range(0, rows.Count).Where(index => outcomes[index].Retryable)];
            if (again.Length == 0) break;
            var retried = await SendAsync([.. again.Select(index => rows[index])], round, static () => { }, cancellationToken);
            for (var index = 0; index < again.Length; index++) outcomes[again[index]] = retried[index];
        }
        return outcomes;
    }

    /// <summary>A batch that is refused as a whole is halved until the row is found that the destination cannot even read.</summary>
    private async Task<RowOutcome[]> SendAsync(IReadOnlyList<OutgoingRow> rows, int round, Action refused, CancellationToken cancellationToken)
    {
        var (outcomes, refusal) = await TryAsync(rows, BatchBody.Of(idProperty, scope, round, rows), cancellationToken);
        if (outcomes is not null) return outcomes;
        if (rows.Count == 1)
        {
            refused();
            return [RowOutcome.Failed(refusal!)];
        }
        var half = rows.Count / 2;
        return [.. await SendAsync([.. rows.Take(half)], round, refused, cancellationToken), .. await SendAsync([.. rows.Skip(half)], round, refused, cancellationToken)];
    }

    /// <summary>Sends one body until it is answered; a repetition has the same bytes and the same Idempotency-Key.</summary>
    private async Task<(RowOutcome[]? Outcomes, string? Refusal)> TryAsync(IReadOnlyList<OutgoingRow> rows, BatchBody body, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            Fault problem;
            try
            {
                return await ExchangeAsync(rows, body, cancellationToken);
            }
            catch (Fault fault) when (fault.Kind == FaultKind.Unavailable)
            {
                problem = fault;
            }
            var wait = problem.RetryAfter ?? options.FirstRetry * Math.Pow(2, attempt - 1);
            if (attempt >= options.RequestAttempts || wait > LongestWait) throw problem;
            await Task.Delay(wait, time, cancellationToken);
        }
    }

    private async Task<(RowOutcome[]? Outcomes, string? Refusal)> ExchangeAsync(IReadOnlyList<OutgoingRow> rows, BatchBody body, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(options.DestinationTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            using var request = Request(body);
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            // Unpacked bytes count: an answer says little of each row, and this process serves every tenant.
            await response.Content.LoadIntoBufferAsync(MaxAnswerBytes, either.Token);
            var content = await response.Content.ReadAsByteArrayAsync(either.Token);
            return Read(response, content, rows);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new Fault(FaultKind.Unavailable, "DestinationTimedOut", $"{address.Host} did not answer within {options.DestinationTimeout.TotalSeconds:0.#} s.");
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            throw new Fault(FaultKind.Unavailable, "DestinationUnreachable", $"{address.Host} cannot be reached: {(exception as HttpRequestException)?.HttpRequestError.ToString() ?? "connection lost"}.", exception);
        }
        catch (JsonException exception)
        {
            // What was done is not known, so the same batch goes again under the same key.
            throw new Fault(FaultKind.Unavailable, "DestinationUnreadable", $"The answer of {address.Host} is not of the expected form.", exception);
        }
    }

    private HttpRequestMessage Request(BatchBody body)
    {
        var content = new ReadOnlyMemoryContent(body.Content);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = content };
        request.Headers.Add("Idempotency-Key", body.IdempotencyKey);
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return request;
    }

    private (RowOutcome[]? Outcomes, string? Refusal) Read(HttpResponseMessage response, byte[] content, IReadOnlyList<OutgoingRow> rows)
    {
        var status = (int)response.StatusCode;
        if (status is 200 or 207)
            return ([.. BatchAnswer.Read(content, rows).Select(outcome => outcome.Reason is { } reason ? outcome with { Reason = Shown(reason) } : outcome)], null);
        var said = $"{address.Host} answered {status}{Message(content)}";
        return response.StatusCode switch
        {
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => throw new Fault(FaultKind.AccessDenied, "DestinationRefusedCredentials", $"{said}. Check the connection's token."),
            HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout or >= HttpStatusCode.InternalServerError => throw new Fault(FaultKind.Unavailable, "DestinationUnavailable", $"{said}.") { RetryAfter = RetryAfter(response) },
            HttpStatusCode.BadRequest or HttpStatusCode.RequestEntityTooLarge or HttpStatusCode.UnprocessableEntity => (null, said),
            _ => throw new Fault(FaultKind.Rejected, "DestinationRefused", $"{said}. Check the connection's url and the declared path."),
        };
    }

    private TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date > time.GetUtcNow() ? date - time.GetUtcNow() : TimeSpan.Zero,
        _ => null,
    };

    private string Message(byte[] content)
    {
        try
        {
            using var document = JsonDocument.Parse(content);
            var root = document.RootElement;
            return root.ValueKind == JsonValueKind.Object && root.TryGetProperty("message", out var message) && message.ValueKind == JsonValueKind.String ? $": {Shown(message.GetString()!)}" : "";
        }
        catch (JsonException)
        {
            return "";
        }
    }

    /// <summary>What an outside system says is kept short, and without the token that it may echo.</summary>
    private string Shown(string text)
    {
        var shown = token is { Length: > 0 } ? text.Replace(token, "***", StringComparison.Ordinal) : text;
        return (shown.Length > MaxReason ? shown[..MaxReason] + "..." : shown).Replace('\0', ' ');
    }
}
