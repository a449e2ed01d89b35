namespace ControlPlane.Connectors;

/// <summary>A stretch of time.</summary>
/// <param name="To">The first moment that is no longer part of it.</param>
public sealed record ReadWindow(DateTimeOffset From, DateTimeOffset To);

/// <summary>What of a stream lies behind a state: everything from the one moment to the other.</summary>
/// <param name="Start">Where a first read begins, as the config has it now.</param>
/// <param name="Reached">Null when the state does not say it for the stream as a whole.</param>
public sealed record StreamCoverage(DateTimeOffset Start, DateTimeOffset? Reached);
