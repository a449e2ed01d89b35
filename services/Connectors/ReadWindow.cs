namespace ControlPlane.Connectors;

/// <summary>A stretch of time.</summary>
/// <param name="To">The first moment that is no longer part of it.</param>
public sealed record ReadWindow(DateTimeOffset From, DateTimeOffset To);
