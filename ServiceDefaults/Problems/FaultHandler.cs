using System.Text.Json;
using ControlPlane.Reconciliation;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace ControlPlane.ServiceDefaults.Problems;

/// <summary>Turns what a request throws into a problem that says what to do, and nothing of the inside.</summary>
internal sealed partial class FaultHandler(ILogger<FaultHandler> logger) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (exception is OperationCanceledException && httpContext.RequestAborted.IsCancellationRequested) return true;
        var problem = exception switch
        {
            BadHttpRequestException bad => Problem.Of(bad.StatusCode, "bad-request", "The request cannot be read", bad.InnerException is JsonException json ? json.Message : bad.Message),
            Fault { Kind: FaultKind.Rejected } fault => Problem.Of(StatusCodes.Status422UnprocessableEntity, Kebab(fault.Reason), "The request cannot be carried out", fault.Message),
            Fault { Kind: FaultKind.Suspended } fault => Problem.Of(StatusCodes.Status429TooManyRequests, "suspended", "The tenant is suspended", fault.Message),
            Fault fault => Problem.Of(StatusCodes.Status503ServiceUnavailable, Kebab(fault.Reason), "Not available now", fault.Message),
            NpgsqlException { IsTransient: true } => Problem.Of(StatusCodes.Status503ServiceUnavailable, "database-unavailable", "Not available now", "The control database cannot be reached; try again."),
            _ => null,
        };
        if (problem is null) Log.Unexpected(logger, exception, httpContext.Request.Method, httpContext.Request.Path);
        problem ??= Problem.Of(StatusCodes.Status500InternalServerError, "internal", "Something failed here", "The failure is in the log under this trace id.",
            more: [new("traceId", System.Diagnostics.Activity.Current?.TraceId.ToString() ?? httpContext.TraceIdentifier)]);
        await problem.ExecuteAsync(httpContext);
        return true;
    }

    private static string Kebab(string reason) => JsonNamingPolicy.KebabCaseLower.ConvertName(reason);

    private static partial class Log
    {
        [LoggerMessage(1100, LogLevel.Error, "{Method} {Path} failed unexpectedly")]
        public static partial void Unexpected(ILogger logger, Exception exception, string method, string path);
    }
}
