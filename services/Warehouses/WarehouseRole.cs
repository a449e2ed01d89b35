using ControlPlane.Contracts;
using ControlPlane.Warehouses.Views;

namespace ControlPlane.Warehouses;

/// <summary>The three login roles that every tenant has.</summary>
public enum WarehouseRole
{
    /// <summary>Inserts into RAW; nothing else.</summary>
    Loader,

    /// <summary>Reads RAW; creates in STAGING, INTERMEDIATE and MARTS, and in the schemas beside them.</summary>
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

    /// <summary>Rows that tests found, where they keep them.</summary>
    public const string TestFailures = "TEST_FAILURES";

    /// <summary>In <c>MARTS__KEPT</c>: what was published and what is kept.</summary>
    public const string PublishedTable = "__published";

    /// <summary>What every engine's names can have.</summary>
    public const int MaxNameBytes = 63;

    /// <summary>What models are seen in.</summary>
    public static IReadOnlyList<string> ModelSchemas { get; } = [Staging, Intermediate, Marts];

    public static IReadOnlyList<string> Schemas { get; } = [Raw, .. ModelSchemas, .. ModelSchemas.Select(Next), .. ModelSchemas.Select(Kept), TestFailures];

    /// <summary>Where a run builds what readers will see in the schema.</summary>
    public static string Next(string schema) => $"{schema}__NEXT";

    /// <summary>Where what the last run replaced in the schema is kept.</summary>
    public static string Kept(string schema) => $"{schema}__KEPT";

    /// <summary><c>ACME_DEV_LOADER</c> and so on.</summary>
    public static string RoleName(this TenantId tenant, WarehouseRole role) => $"{tenant.WarehousePrefix}_{role.ToString().ToUpperInvariant()}";

    /// <summary>The view of one RAW table, see <see cref="IWarehouse.PublishAsync"/>: <c>github_events_current</c>.</summary>
    public static string CurrentView(string table) => BoundedName.Of(table, MaxNameBytes, "_current");

    /// <summary>The RAW table of one stream: <c>github_events</c>; a hyphen becomes an underscore.</summary>
    public static string RawTable(string source, string stream) => $"{source}_{stream}".Replace('-', '_').ToLowerInvariant();
}
