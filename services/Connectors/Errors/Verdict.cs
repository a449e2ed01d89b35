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
}

/// <summary>What a response means and what follows from it.</summary>
/// <param name="Kind">Who has to act if it fails.</param>
/// <param name="Message">What the manifest wants said about it.</param>
/// <param name="Handler">Whose retries and waits apply.</param>
internal sealed record Verdict(ResponseAction Action, ConnectorFaultKind Kind, string? Message, DefaultErrorHandler Handler);
