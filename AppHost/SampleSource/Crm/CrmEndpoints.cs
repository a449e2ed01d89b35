using System.Text.Json.Nodes;
using ControlPlane.AppHost.SampleSource.Faults;
using Answer = ControlPlane.AppHost.SampleSource.Crm.IdempotentAnswers.Answer;

namespace ControlPlane.AppHost.SampleSource.Crm;

/// <summary>The receiving end of activations: batch upsert with an outcome per row, and a list of what was received.</summary>
internal sealed class CrmEndpoints(SampleServerOptions options, FaultInjector faults)
{
    private readonly CrmStore _store = new(options);
    private readonly IdempotentAnswers _answers = new();

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/crm/v1/objects/{object}/batch/upsert", UpsertAsync);
        // Open, so that a person can look at what arrived with nothing but a browser.
        routes.MapGet("/crm/v1/objects/{object}", context => JsonAnswer.WriteAsync(context, StatusCodes.Status200OK, _store.List(Kind(context))));
    }

    private async Task UpsertAsync(HttpContext context)
    {
        if (BearerToken.Of(context.Request) is not { Length: > 0 } token || (options.CrmToken is { } wanted && token != wanted))
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
            await ErrorAsync(context, StatusCodes.Status401Unauthorized, "unauthorized", "A valid bearer token is required", retryable: false);
            return;
        }
        if (!context.Request.HasJsonContentType())
        {
            await ErrorAsync(context, StatusCodes.Status415UnsupportedMediaType, "unsupported_media_type", "The body must be application/json", retryable: false);
            return;
        }
        var fault = faults.Next(context.Request);
        if (fault != Fault.None)
        {
            await FaultAsync(context, fault);
            return;
        }
        await UpsertAsync(context, token);
    }

    private async Task UpsertAsync(HttpContext context, string token)
    {
        using var buffer = new MemoryStream();
        await context.Request.Body.CopyToAsync(buffer, context.RequestAborted);
        var body = buffer.ToArray();
        try
        {
            var batch = CrmBatch.Parse(body);
            var kind = Kind(context);
            var key = context.Request.Headers["Idempotency-Key"].ToString();
            var (answer, replayed) = key.Length == 0
                ? (Upsert(kind, batch), false)
                : _answers.Once($"{token}\n{kind}\n{key}", body, () => Upsert(kind, batch));
            if (replayed) context.Response.Headers["Idempotency-Replayed"] = "true";
            if (answer is null)
                await ErrorAsync(context, StatusCodes.Status422UnprocessableEntity, "idempotency_key_reused", "The Idempotency-Key came with another body before", retryable: false);
            else
                await JsonAnswer.WriteAsync(context, answer.Status, answer.Body);
        }
        catch (FormatException exception)
        {
            await ErrorAsync(context, StatusCodes.Status400BadRequest, "invalid_request", exception.Message, retryable: false);
        }
    }

    private Answer Upsert(string kind, CrmBatch batch)
    {
        var outcome = _store.Upsert(kind, batch);
        var allTaken = ((JsonArray)outcome["errors"]!).Count == 0;
        return new Answer(allTaken ? StatusCodes.Status200OK : StatusCodes.Status207MultiStatus, outcome.ToUtf8());
    }

    private static Task FaultAsync(HttpContext context, Fault fault)
    {
        if (fault == Fault.ServerError)
            return ErrorAsync(context, StatusCodes.Status500InternalServerError, "internal_error", "Something went wrong", retryable: true);
        context.Response.Headers.RetryAfter = "1";
        return ErrorAsync(context, StatusCodes.Status429TooManyRequests, "rate_limited", "Too many requests", retryable: true);
    }

    private static Task ErrorAsync(HttpContext context, int status, string code, string message, bool retryable) =>
        JsonAnswer.WriteAsync(context, status, new JsonObject { ["code"] = code, ["message"] = message, ["retryable"] = retryable });

    private static string Kind(HttpContext context) => (string)context.GetRouteValue("object")!;
}
