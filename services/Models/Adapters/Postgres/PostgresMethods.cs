using ControlPlane.Templating;

namespace ControlPlane.Models.Adapters.Postgres;

internal static class PostgresMethods
{
    public static IReadOnlyDictionary<string, AdapterMethod> All { get; } = new Dictionary<string, AdapterMethod>(StringComparer.Ordinal)
    {
        ["verify_database"] = VerifyDatabase,
        ["parse_index"] = (_, arguments) => IndexConfig.Parse(arguments[0, "raw_index"]),
        ["index_changes"] = (_, arguments) => IndexChanges.Between(arguments.Require<ResultTable>(0, "existing"), arguments.Require<IEnumerable<object?>>(1, "wanted")),
        ["timestamp_add_sql"] = (_, arguments) =>
            $"{arguments.Require<string>(0, "add_to")} + interval '{arguments.Get(1, "number", 1L)} {arguments.Get(2, "interval", "hour")}'",
    };

    /// <summary>A session sees one database only.</summary>
    private static object? VerifyDatabase(AdapterValue adapter, TemplateArguments arguments)
    {
        var (database, expected) = (arguments.Require<string>(0, "database").Trim('"'), adapter.Adapter.Target.Database ?? "");
        return database.Equals(expected, StringComparison.OrdinalIgnoreCase) ? "" : throw new TemplateException($"Cross-db references not allowed in postgres ({database} vs {expected})");
    }
}
