using System.Globalization;

namespace ControlPlane.Connectors.Manifests;

/// <summary>The version of the vocabulary that a manifest is written for.</summary>
internal static class ManifestVersion
{
    /// <summary>The major version whose vocabulary this engine follows.</summary>
    public const int Supported = 7;

    /// <summary>A remark on a manifest from the future; null when there is nothing to say.</summary>
    public static string? Remark(string? version) =>
        int.TryParse(version?.Split('.')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var major) && major > Supported
            ? $"the manifest is written for version {version} of the vocabulary, and this engine follows version {Supported}: what is newer may be refused or passed over"
            : null;
}
