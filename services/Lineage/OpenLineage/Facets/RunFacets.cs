namespace ControlPlane.Lineage.OpenLineage.Facets;

/// <param name="Root">The run at the very beginning, where that is another than the parent.</param>
public sealed record ParentRun(Guid RunId, string JobNamespace, string JobName, ParentRun? Root = null);

/// <summary>The period that a scheduled run is for.</summary>
public sealed record NominalTime(DateTimeOffset Start, DateTimeOffset? End = null);

/// <param name="Message">Without secrets: it leaves the platform.</param>
/// <param name="Language">Of what failed, as <c>SQL</c>.</param>
public sealed record RunError(string Message, string Language);

public sealed record ProcessingEngine(string Name, string Version);
