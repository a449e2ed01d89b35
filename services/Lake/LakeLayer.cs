namespace ControlPlane.Lake;

/// <summary>The layers of a lake; each is a folder (or a bucket) of its own within an environment.</summary>
public static class LakeLayer
{
    public const string Raw = "raw";
    public const string Bronze = "bronze";
    public const string Quarantine = "quarantine";

    /// <summary>What models make of bronze, as files.</summary>
    public const string Silver = "silver";

    /// <summary>What models make for readers, as files.</summary>
    public const string Gold = "gold";

    /// <summary>Every layer that a tenant has a prefix in.</summary>
    public static IReadOnlyList<string> All { get; } = [Raw, Bronze, Quarantine, Silver, Gold];

    /// <summary>What models may read; of these they write all but bronze.</summary>
    public static IReadOnlyList<string> OfModels { get; } = [Bronze, Silver, Gold];
}
