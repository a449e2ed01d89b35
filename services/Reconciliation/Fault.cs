namespace ControlPlane.Reconciliation;

/// <summary>What to do next about a fault.</summary>
public enum FaultKind
{
    /// <summary>Try again, later and later.</summary>
    Unavailable,

    /// <summary>An operator must act; tried again at the slowest pace.</summary>
    AccessDenied,

    /// <summary>Only a changed spec can help; not tried again until something is changed.</summary>
    Rejected,

    /// <summary>The tenant's quota is used up; tried again at the slowest pace and when it is resumed.</summary>
    Suspended,
}

/// <summary>A failure that says what to do next. The message says what, where and what to do, and never holds a secret.</summary>
/// <param name="reason">One stable CamelCase word for conditions, for example <c>SourceRefusedCredentials</c>.</param>
public class Fault(FaultKind kind, string reason, string message, Exception? inner = null) : Exception(message, inner)
{
    public FaultKind Kind => kind;

    public string Reason => reason;

    /// <summary>When the other side said when to come back; null when it did not.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
