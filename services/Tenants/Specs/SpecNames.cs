using System.Text.RegularExpressions;

namespace ControlPlane.Tenants.Specs;

internal static partial class SpecNames
{
    /// <summary>Of sources and connections.</summary>
    [GeneratedRegex(@"\A[a-z][a-z0-9-]{0,30}\z", RegexOptions.CultureInvariant)]
    public static partial Regex Name();

    /// <summary>Of streams: they become part of lake paths and table names.</summary>
    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9_-]{0,60}\z", RegexOptions.CultureInvariant)]
    public static partial Regex Stream();

    /// <summary>Of connector manifests.</summary>
    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9_.-]{0,60}\z", RegexOptions.CultureInvariant)]
    public static partial Regex Connector();
}
