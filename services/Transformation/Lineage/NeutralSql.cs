using ControlPlane.Models.Projects;
using ControlPlane.Warehouses;

namespace ControlPlane.Transformation.Lineage;

/// <summary>SQL in which nothing tells whose it is, so that what is found in it holds for all tenants with the same.</summary>
internal static class NeutralSql
{
    private const string Database = "database";

    /// <param name="sql">For the published relations, or as a run built it beside them.</param>
    public static string Of(string sql, TargetProfile target) => target.Database is { Length: > 0 } database ? Published(sql).Replace(database, Database, StringComparison.Ordinal) : Published(sql);

    /// <summary>What was built beside what readers see, as it reads once it is published.</summary>
    public static string Published(string sql)
    {
        foreach (var schema in WarehouseNames.ModelSchemas) sql = sql.Replace($"\"{WarehouseNames.Next(schema)}\"", $"\"{schema}\"", StringComparison.Ordinal);
        return sql;
    }
}
