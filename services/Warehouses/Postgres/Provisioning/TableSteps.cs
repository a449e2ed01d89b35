using static ControlPlane.Warehouses.Postgres.PostgresIdentifier;

namespace ControlPlane.Warehouses.Postgres.Provisioning;

/// <summary>The tables of RAW. What the transformer makes in the other schemas is its own business.</summary>
internal static class TableSteps
{
    private const string LoadsKey = "PRIMARY KEY (batch)";

    public static IEnumerable<PostgresStep> Missing(PostgresDesired desired, PostgresState state)
    {
        foreach (var name in desired.Tables)
        {
            var found = Raw(state).SingleOrDefault(table => table.Name == name);
            if (found is null) yield return Step("create-table", name, "", $"table RAW.{name} missing", false, PostgresDesired.CreateTable(name));
            else foreach (var step in Repair(desired, found, state)) yield return step;
        }
    }

    public static IEnumerable<PostgresStep> Extra(PostgresDesired desired, PostgresState state)
    {
        foreach (var table in Raw(state).Where(table => !desired.IsView(table)))
        {
            if (!desired.Tables.Contains(table.Name))
            {
                var kind = table.Kind switch { 'v' => "VIEW", 'm' => "MATERIALIZED VIEW", 'f' => "FOREIGN TABLE", 'S' => "SEQUENCE", _ => "TABLE" };
                yield return Step("drop-table", table.Name, "", $"table RAW.{table.Name} not declared", true, $"DROP {kind} IF EXISTS \"RAW\".{Quote(table.Name)} CASCADE");
                continue;
            }
            var declared = PostgresDesired.Columns(table.Name).Select(ColumnName);
            foreach (var column in table.Columns.Select(ColumnName).Except(declared))
                yield return Step("drop-column", table.Name, $":{column}", $"column {column} of RAW.{table.Name} not declared", true, $"{Alter(table)} DROP COLUMN IF EXISTS {Quote(column)} CASCADE");
        }
    }

    private static IEnumerable<PostgresStep> Repair(PostgresDesired desired, RelationState table, PostgresState state)
    {
        if (table.Owner != state.Administrator)
            yield return Step("change-owner", table.Name, ":owner", $"owner of table RAW.{table.Name} is {table.Owner} instead of {state.Administrator}", false, $"{Alter(table)} OWNER TO {Quote(state.Administrator)}");
        var have = table.Columns.ToDictionary(ColumnName);
        foreach (var column in PostgresDesired.Columns(table.Name))
        {
            var name = ColumnName(column);
            var (type, notNull) = Split(column, name);
            if (!have.TryGetValue(name, out var other))
                yield return Step("add-column", table.Name, $":{name}", $"column {name} of RAW.{table.Name} missing", false, $"{Alter(table)} ADD COLUMN IF NOT EXISTS {Quote(name)} {type}{(notNull ? " NOT NULL" : "")}");
            else if (Split(other, name).Type is var otherType && otherType != type)
                yield return Step("alter-column", table.Name, $":{name}", $"column {name} of RAW.{table.Name} is {otherType} instead of {type}", true,
                    [.. WithoutView(desired, table, state), $"{Alter(table)} ALTER COLUMN {Quote(name)} TYPE {type} USING {Quote(name)}::text::{type}"]);
            else if (Split(other, name).NotNull != notNull)
                yield return Step("alter-column", table.Name, $":{name}", $"column {name} of RAW.{table.Name} accepts null", false, $"{Alter(table)} ALTER COLUMN {Quote(name)} SET NOT NULL");
        }
        if (table.Name == PostgresDesired.LoadsTable && table.PrimaryKey != LoadsKey)
            yield return Step("add-key", table.Name, ":key", $"primary key of RAW.{table.Name} is {(table.PrimaryKey.Length == 0 ? "missing" : table.PrimaryKey)}", false, $"{Alter(table)} ADD {LoadsKey}");
    }

    /// <summary>A column keeps its type while a view shows it. The next sync publishes the view again; where models read it, the server refuses.</summary>
    private static IEnumerable<string> WithoutView(PostgresDesired desired, RelationState table, PostgresState state) =>
        from view in state.Relations
        where desired.IsView(view) && view.Name == WarehouseNames.CurrentView(table.Name)
        select $"DROP VIEW IF EXISTS \"RAW\".{Quote(view.Name)}";

    private static IEnumerable<RelationState> Raw(PostgresState state) => state.Relations.Where(relation => relation.Schema == WarehouseNames.Raw);

    private static string Alter(RelationState table) => $"ALTER TABLE \"RAW\".{Quote(table.Name)}";

    private static string ColumnName(string column) => column[..column.IndexOf(' ', StringComparison.Ordinal)];

    private static (string Type, bool NotNull) Split(string column, string name)
    {
        const string Suffix = " not null";
        var type = column[(name.Length + 1)..];
        return type.EndsWith(Suffix, StringComparison.Ordinal) ? (type[..^Suffix.Length], true) : (type, false);
    }

    private static PostgresStep Step(string kind, string table, string suffix, string why, bool destructive, params string[] sql) =>
        new($"table:RAW.{table}{suffix}", kind, $"table RAW.{table}", why, destructive, PostgresPhase.Contents, sql);
}
