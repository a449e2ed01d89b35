namespace ControlPlane.Lineage.OpenLineage;

/// <summary>An event that the endpoint did not get.</summary>
public sealed record LostEvent(Guid RunId, RunState State, string Reason);
