namespace ControlPlane.Clients.PowerBi.Wire;

internal sealed record HistoryAnswer(IReadOnlyList<RefreshEntry>? Value);
