using ControlPlane.Contracts;

namespace ControlPlane.Warehouses;

/// <summary>The three login roles that every tenant has.</summary>
public enum WarehouseRole
{
    /// <summary>Inserts into RAW; nothing else.</summary>
    Loader,

    /// <summary>Reads RAW; creates in STAGING, INTERMEDIATE and MARTS.</summary>
    Transformer,

    /// <summary>Selects from MARTS; nothing else.</summary>
    Reader,
}

public static class WarehouseNames
{
    public const string Raw = "RAW";
    public const string Staging = "STAGING";
    public const string Intermediate = "INTERMEDIATE";
    public const string Marts = "MARTS";

    public static IReadOnlyList<string> Schemas { get; } = [Raw, Staging, Intermediate, Marts];

    /// <summary><c>ACME_DEV_LOADER</c> and so on.</summary>
    public static string RoleName(this TenantId tenant, WarehouseRole role) => $"{tenant.WarehousePrefix}_{role.ToString().ToUpperInvariant()}";

    /// <summary>The RAW table of one stream: <c>github_events</c>; a hyphen becomes an underscore.</summary>
    public static string RawTable(string source, string stream) => $"{source}_{stream}".Replace('-', '_').ToLowerInvariant();
}
