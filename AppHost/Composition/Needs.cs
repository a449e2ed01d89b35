namespace ControlPlane.AppHost.Composition;

/// <summary>The resources that a service uses beside the control database, which all have.</summary>
[Flags]
internal enum Needs
{
    None = 0,
    Warehouse = 1,
    Lake = 2,
    Blueprints = 4,
}
