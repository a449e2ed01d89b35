using System.Net;

namespace ControlPlane.Clients.PowerBi;

/// <summary>Power BI or its login refused, or could not be reached.</summary>
public sealed class PowerBiException : Exception
{
    public PowerBiException(string code, HttpStatusCode? status, string message, TimeSpan? retryAfter = null, Exception? inner = null)
        : base(status is { } number ? $"{code} ({(int)number}): {message}" : $"{code}: {message}", inner)
    {
        Code = code;
        Status = status;
        RetryAfter = retryAfter;
    }

    /// <summary>Power BI's error code, the login's <c>error</c>, or <c>Unreachable</c>, <c>TimedOut</c>, <c>Unreadable</c>.</summary>
    public string Code { get; }

    /// <summary>Null when there was no answer.</summary>
    public HttpStatusCode? Status { get; }

    /// <summary>How long the service asked to wait.</summary>
    public TimeSpan? RetryAfter { get; }

    /// <summary>Another try may succeed with nothing changed.</summary>
    public bool IsTransient => Status is null or HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError;

    /// <summary>The service may have carried out the request all the same: it was not refused before work began.</summary>
    internal bool IsAmbiguous => IsTransient && Status != HttpStatusCode.TooManyRequests;
}
