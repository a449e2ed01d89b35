using ControlPlane.Models.Projects;
using ControlPlane.Warehouses;

namespace ControlPlane.Transformation.Lineage;

/// <summary>SQL in which nothing tells whose it is, so that what is found in it holds for all tenants with the same.</summary>
internal static class NeutralSql
{
    private const string Database = "database";

    /// <param name="sql">For the published relations, or as a run built it beside them.</param>
    public static string Of(string sql, TargetProfile target)
    {
        var published = Published(sql, target);
        return target.Database is { Length: > 0 } database ? published.Replace(database, Database, StringComparison.Ordinal) : published;
    }

    /// <summary>What was built beside what readers see, as it reads once it is published; files by the names that a project has for their folders.</summary>
    public static string Published(string sql, TargetProfile target)
    {
        foreach (var schema in WarehouseNames.ModelSchemas) sql = sql.Replace($"\"{WarehouseNames.Next(schema)}\"", $"\"{schema}\"", StringComparison.Ordinal);
        if (target.Settings.GetValueOrDefault("folders") is not IReadOnlyDictionary<string, object?> folders) return sql;
        foreach (var (name, path) in folders)
        {
            if (path is string { Length: > 0 } folder) sql = sql.Replace(folder, name, StringComparison.Ordinal);
        }
        return sql;
    }
}
