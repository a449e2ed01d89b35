namespace ControlPlane.Clients.PowerBi;

/// <summary>A dataset (semantic model) in a workspace; both ids are GUIDs.</summary>
public readonly record struct Dataset(Guid Group, Guid Id)
{
    internal string RefreshesPath => $"groups/{Group}/datasets/{Id}/refreshes";
}
