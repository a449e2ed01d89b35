using System.Net;

namespace ControlPlane.Clients.Dagster;

/// <summary>Dagster refused, or could not be reached.</summary>
public sealed class DagsterException : Exception
{
    public DagsterException(string code, HttpStatusCode? status, string message, TimeSpan? retryAfter = null, Exception? inner = null)
        : base(status is { } number and not HttpStatusCode.OK ? $"{code} ({(int)number}): {message}" : $"{code}: {message}", inner)
    {
        Code = code;
        Status = status;
        RetryAfter = retryAfter;
    }

    /// <summary>
    /// The name of the error's type (<c>PipelineNotFoundError</c>, <c>PythonError</c>, ...), <c>GraphQL</c> for a query that was refused or broke,
    /// the name of the HTTP status, or <c>Unreachable</c>, <c>TimedOut</c>, <c>Unreadable</c>.
    /// </summary>
    public string Code { get; }

    /// <summary>Null when there was no answer; 200 for most errors that Dagster itself reports.</summary>
    public HttpStatusCode? Status { get; }

    /// <summary>How long the service asked to wait.</summary>
    public TimeSpan? RetryAfter { get; }

    /// <summary>Another try may succeed with nothing changed.</summary>
    public bool IsTransient => Code == Unreadable || Status is null or HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError;

    internal const string Unreadable = "Unreadable";

    internal const string GraphQl = "GraphQL";

    internal const string PythonError = "PythonError";

    /// <summary>The service may have carried out the request all the same: an error in its code can come after the run was written down.</summary>
    internal bool IsAmbiguous => (IsTransient && Status != HttpStatusCode.TooManyRequests) || Code == PythonError || (Code == GraphQl && Status == HttpStatusCode.OK);
}
