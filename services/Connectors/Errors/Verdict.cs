namespace ControlPlane.Connectors.Errors;

internal enum ResponseAction
{
    Success,
    Fail,
    Retry,

    /// <summary>The page counts as empty and the slice ends.</summary>
    Ignore,

    /// <summary>Like a retry that is not counted: only the total wait bounds it.</summary>
    RateLimited,

    /// <summary>The slice is read again from its first page.</summary>
    ResetPagination,

    /// <summary>A retry with a new access token, where there is one to be had.</summary>
    RefreshTokenThenRetry,
}

/// <summary>What a response means and what follows from it.</summary>
/// <param name="Kind">Who has to act if it fails.</param>
/// <param name="Message">What the manifest wants said about it.</param>
/// <param name="Handler">Whose retries and waits apply.</param>
/// <param name="IsDeclared">A filter of the manifest says so, not what a status means by default.</param>
/// <param name="IsKnown">False for a status that has no meaning by default.</param>
internal sealed record Verdict(
    ResponseAction Action, ConnectorFaultKind Kind, string? Message, DefaultErrorHandler Handler, bool IsDeclared = false, bool IsKnown = true);
