namespace ControlPlane.Models.Parsing.Properties.Sources;

/// <summary>Entries under sources: each table is a node of its own; an entry with overrides changes another package's.</summary>
internal static class SourceSection
{
    private static readonly string[] Known =
    [
        "name", "description", "meta", "database", "dbname", "schema", "loader", "quoting", "freshness", "loaded_at_field", "loaded_at_query", "tables", "tags", "config",
    ];

    public static void Read(PropertyIndex index, PropertyEntry written, PropertyEntry entry)
    {
        if (entry.Required("name") is not { } name) return;
        entry = new PropertyEntry(entry.File, $"source '{name}'", entry.Map);
        if (entry.Text("overrides", nullable: true) is { } package)
        {
            entry.Only([.. Known, "overrides"]);
            if (!index.SourceOverrides.TryAdd((package, name), entry))
            {
                var first = index.SourceOverrides[(package, name)];
                entry.File.Fail(entry.Line, $"The source '{package}.{name}' is overridden twice; the other is at {first.File.Shown}:{first.Line}.", "Keep one of the two.");
            }
            return;
        }
        entry.Only(Known);
        foreach (var map in entry.Mappings("tables"))
        {
            var table = new PropertyEntry(entry.File, $"table of {entry.What}", map);
            if (table.Required("name") is { } tableName)
                index.Sources.Add(new SourceDeclaration(written, entry, name, new PropertyEntry(entry.File, $"table '{name}.{tableName}'", map), tableName));
        }
    }
}
