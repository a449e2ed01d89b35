using ControlPlane.Lake.FileSystem;

namespace ControlPlane.Warehouses.DuckDb;

/// <param name="Folder">Where the files of all tenants are, one each.</param>
public sealed record DuckDbWarehouseOptions(string Folder)
{
    /// <summary>What <c>ControlPlane:Warehouse</c> begins with.</summary>
    public const string Scheme = "duckdb:";

    /// <summary>What one tenant's statements may use together before they go to disk; default 1024 MiB.</summary>
    public int MemoryMegabytes { get; init; } = 1024;

    /// <summary>What one tenant's statements may put on disk together while they run; default 16 GiB. A statement that needs more fails.</summary>
    public int SpillMegabytes { get; init; } = 16 * 1024;

    /// <summary>How many threads one tenant's statements may use together; default half of the machine's, at most 4.</summary>
    public int Threads { get; init; } = Math.Clamp(Environment.ProcessorCount / 2, 1, 4);

    /// <summary>Where the library is kept that npm has fetched; default <c>cache</c> beside the folder.</summary>
    public string Cache { get; init; } = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(Folder)) ?? Path.GetFullPath(Folder), "cache");

    /// <summary>Whose files of a tenant its statements may read, and write but for bronze; null where the lake is no folder of this machine, which DuckDB could reach by an extension only.</summary>
    public FileSystemLake? Lake { get; init; }

    /// <summary>Null when the address names another engine.</summary>
    public static DuckDbWarehouseOptions? TryParse(string address) =>
        address.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) && address.Length > Scheme.Length ? new(Path.GetFullPath(address[Scheme.Length..])) : null;
}
