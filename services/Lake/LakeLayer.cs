namespace ControlPlane.Lake;

/// <summary>The layers of a lake; each is a folder (or a bucket) of its own within an environment.</summary>
public static class LakeLayer
{
    public const string Raw = "raw";
    public const string Bronze = "bronze";
    public const string Quarantine = "quarantine";

    /// <summary>Every layer that a tenant has a prefix in.</summary>
    public static IReadOnlyList<string> All { get; } = [Raw, Bronze, Quarantine];
}
