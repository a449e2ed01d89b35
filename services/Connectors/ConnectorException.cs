namespace ControlPlane.Connectors;

/// <summary>Says who has to act when a read fails.</summary>
public enum ConnectorFaultKind
{
    /// <summary>Credentials, settings or the manifest are wrong: an operator must act; repeating does not help.</summary>
    Configuration,

    /// <summary>The network or the source had a bad moment: the same sync may succeed later.</summary>
    Transient,

    /// <summary>The source answers something that this connector cannot use: somebody must look at the source or the manifest.</summary>
    Source,
}

/// <summary>A read that failed: the message says what, where and what to do, and never holds a secret.</summary>
public class ConnectorException(ConnectorFaultKind kind, string message, Exception? inner = null) : Exception(message, inner)
{
    public ConnectorFaultKind Kind { get; } = kind;

    /// <summary>How long the source asked to be left alone; null when it did not say.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
