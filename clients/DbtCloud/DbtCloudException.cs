using System.Net;

namespace ControlPlane.Clients.DbtCloud;

/// <summary>dbt Cloud refused, or could not be reached.</summary>
public sealed class DbtCloudException : Exception
{
    public DbtCloudException(string code, HttpStatusCode? status, string message, TimeSpan? retryAfter = null, Exception? inner = null)
        : base(status is { } number ? $"{code} ({(int)number}): {message}" : $"{code}: {message}", inner)
    {
        Code = code;
        Status = status;
        RetryAfter = retryAfter;
    }

    /// <summary>The name of the HTTP status, or <c>Unreachable</c>, <c>TimedOut</c>, <c>Unreadable</c>, <c>TooLarge</c>.</summary>
    public string Code { get; }

    /// <summary>Null when there was no answer.</summary>
    public HttpStatusCode? Status { get; }

    /// <summary>How long the service asked to wait.</summary>
    public TimeSpan? RetryAfter { get; }

    /// <summary>Another try may succeed with nothing changed.</summary>
    public bool IsTransient => Code != TooLarge
        && (Code == Unreadable || Status is null or HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError);

    internal const string Unreadable = "Unreadable";

    internal const string TooLarge = "TooLarge";

    /// <summary>The service may have carried out the request all the same: it was not refused before work began.</summary>
    internal bool IsAmbiguous => IsTransient && Status != HttpStatusCode.TooManyRequests;
}
