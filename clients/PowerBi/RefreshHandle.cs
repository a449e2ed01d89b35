namespace ControlPlane.Clients.PowerBi;

/// <summary>Names one refresh; worth keeping across a restart of the caller. An enhanced one can be read by id and cancelled.</summary>
public sealed record RefreshHandle(Dataset Dataset, string RefreshId, bool Enhanced);
