using System.Text.Json;

namespace ControlPlane.Contracts.Tenants.Spec;

/// <summary>
/// The declared state of a tenant: its blueprint's defaults with the tenant's own settings on top. Holds references to secrets
/// (<c>secret://{tenant}/{path}</c>), never their values.
/// </summary>
public sealed record TenantSpec
{
    /// <summary>The folder under <c>blueprints/</c>.</summary>
    public required string Blueprint { get; init; }

    /// <summary>What people call the client; default: the client's name.</summary>
    public string? DisplayName { get; init; }

    /// <summary>By name: <c>[a-z][a-z0-9-]{0,30}</c>.</summary>
    public IReadOnlyDictionary<string, SourceSpec> Sources { get; init; } = new Dictionary<string, SourceSpec>();

    /// <summary>How much of the workers' time the tenant gets beside others that also have work waiting; above 0, default 1.</summary>
    public double Weight { get; init; } = 1;

    public WarehouseSpec Warehouse { get; init; } = new();

    public ModelsSpec Models { get; init; } = new();

    public ActivationsSpec Activations { get; init; } = new();

    public RefreshesSpec Refreshes { get; init; } = new();
}

/// <summary>A connector configured in a tenant.</summary>
public sealed record SourceSpec
{
    /// <summary>The connector that reads it: the kind for files dropped into a folder.</summary>
    public const string LandedFiles = "landed-files";

    /// <summary>The connector of a source that is not read but sends its records itself.</summary>
    public const string Push = "push";

    /// <summary>A manifest of the blueprint (<c>connectors/{connector}.yaml</c>), <see cref="LandedFiles"/> or <see cref="Push"/>.</summary>
    public required string Connector { get; init; }

    /// <summary>The manifest whose stream schemas are the contract; default: the connector itself. Landed files and pushed records name one here.</summary>
    public string? Contract { get; init; }

    public IReadOnlyList<string> Streams { get; init; } = [];

    /// <summary>An object; strings that start with <c>secret://</c> are replaced by the secret when a sync starts.</summary>
    public JsonElement Config { get; init; }

    /// <summary>Null: only by hand.</summary>
    public ScheduleSpec? Schedule { get; init; }

    /// <summary>The share of a batch's rows, 0 to 1, that may be rejected before the whole batch fails. Default 0.01.</summary>
    public double MaxRejectedShare { get; init; } = 0.01;

    /// <summary>
    /// Default: deduped for a stream with a cursor and a primary key, append for one with a cursor or that is read on from where it
    /// stopped in another way (landed files, pushed records, conditional requests), else overwrite.
    /// </summary>
    public SyncMode? SyncMode { get; init; }

    /// <summary>Fields that identify a record, a dot between the names of nested ones; default: what the connector declares.</summary>
    public IReadOnlyList<string>? PrimaryKey { get; init; }

    /// <summary>The field that grows with every change of a record, written like a primary key's; default: the connector's cursor.</summary>
    public string? CursorField { get; init; }

    /// <summary>Default: evolve.</summary>
    public SchemaChanges? SchemaChanges { get; init; }

    /// <summary>By the stream's name; what differs there from the source's own settings.</summary>
    public IReadOnlyDictionary<string, StreamSpec> StreamSettings { get; init; } = new Dictionary<string, StreamSpec>();
}

/// <param name="Cron">Quartz cron with seconds: <c>0 */10 * * * ?</c>.</param>
/// <param name="TimeZone">IANA name, default UTC.</param>
public sealed record ScheduleSpec(string Cron, string TimeZone = "UTC");

public sealed record WarehouseSpec
{
    /// <summary>Credits a month; null: no limit. One credit is an hour of statement time on the smallest size.</summary>
    public decimal? QuotaCredits { get; init; }

    /// <summary>How many connections each role may have at once; default 20.</summary>
    public int ConnectionLimit { get; init; } = 20;

    /// <summary>X-SMALL to 4X-LARGE; default by environment: dev X-SMALL, stage SMALL, prod MEDIUM. Without meaning on embedded engines.</summary>
    public string? Size { get; init; }

    /// <summary>Time travel in days; default by environment: dev 1, stage and prod 7. Without meaning on embedded engines.</summary>
    public int? RetentionDays { get; init; }
}

public sealed record ModelsSpec
{
    /// <summary>The folder of <c>dbt_project.yml</c> within the blueprint; default the blueprint's own.</summary>
    public string Project { get; init; } = ".";

    /// <summary>How many models are built at once; default 2.</summary>
    public int Threads { get; init; } = 2;

    public IReadOnlyDictionary<string, JsonElement> Vars { get; init; } = new Dictionary<string, JsonElement>();

    /// <summary>One of <see cref="ModelEngines"/>; default native.</summary>
    public string Engine { get; init; } = ModelEngines.Native;

    /// <summary>For the engine dbt-cloud.</summary>
    public DbtCloudSpec? DbtCloud { get; init; }

    /// <summary>For the engine dagster.</summary>
    public DagsterSpec? Dagster { get; init; }

    /// <summary>What the tenant goes without, by name or by folders and name: <c>orders</c>, <c>marts.orders</c>.</summary>
    public IReadOnlyList<string> Disabled { get; init; } = [];

    /// <summary>By name likewise, configurations that go before the project's: those of <see cref="ModelOverrides"/>.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, JsonElement>> Config { get; init; } = new Dictionary<string, IReadOnlyDictionary<string, JsonElement>>();
}

public sealed record ActivationsSpec
{
    /// <summary>Within the blueprint; null: none.</summary>
    public string? File { get; init; }

    /// <summary>By name; what the file's activations connect to. An activation whose connection is not configured is skipped.</summary>
    public IReadOnlyDictionary<string, DestinationSpec> Connections { get; init; } = new Dictionary<string, DestinationSpec>();
}

/// <param name="Url">Base address of the outside tool.</param>
/// <param name="Token">A reference to the bearer token; null: none is sent.</param>
public sealed record DestinationSpec(string Url, string? Token = null);

public sealed record RefreshesSpec
{
    /// <summary>Within the blueprint; null: none.</summary>
    public string? File { get; init; }

    /// <summary>By name; what the file's refreshes connect to. A refresh whose connection is not configured is skipped.</summary>
    public IReadOnlyDictionary<string, BiConnectionSpec> Connections { get; init; } = new Dictionary<string, BiConnectionSpec>();
}

/// <param name="ClientSecret">A reference to a secret.</param>
public sealed record BiConnectionSpec(string ApiUrl, string LoginUrl, string TenantId, string ClientId, string ClientSecret, string? Scope = null);
