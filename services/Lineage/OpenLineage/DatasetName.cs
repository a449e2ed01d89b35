namespace ControlPlane.Lineage.OpenLineage;

/// <summary>A dataset as every tool names it, by OpenLineage's naming.</summary>
public sealed record DatasetName(string Namespace, string Name)
{
    public static DatasetName Postgres(string host, int port, string database, string schema, string table) => new($"postgres://{host}:{port}", $"{database}.{schema}.{table}");

    /// <param name="location">What tells the database apart from others: a path or a name.</param>
    public static DatasetName DuckDb(string location, string database, string schema, string table) => new($"duckdb://{location}", $"{database}.{schema}.{table}");

    /// <summary>A file by its path or address: <c>s3://bucket/key</c> is the key in the bucket.</summary>
    public static DatasetName File(string path)
    {
        var scheme = path.IndexOf("://", StringComparison.Ordinal);
        if (scheme <= 0 || path.StartsWith("file:", StringComparison.OrdinalIgnoreCase)) return new("file", scheme > 0 ? path[(scheme + 3)..] : path);
        var slash = path.IndexOf('/', scheme + 3);
        return slash < 0 ? new(path, "/") : new(path[..slash], path[(slash + 1)..]);
    }
}
