using ControlPlane.Models.Projects.Yaml;

namespace ControlPlane.Models.Parsing.Properties.Sources;

/// <summary>One table of a source as declared.</summary>
/// <param name="Source">The source's entry, rendered; <paramref name="Written"/> is it before.</param>
internal sealed record SourceDeclaration(PropertyEntry Written, PropertyEntry Source, string Name, PropertyEntry Table, string TableName)
{
    public PropertyFile File => Source.File;

    /// <summary>The declaration with what another package's entry says instead.</summary>
    public SourceDeclaration Overridden(PropertyEntry by)
    {
        var source = new YamlMap { Line = Source.Line };
        foreach (var (key, value) in Source.Map) source.Put(key, value, Source.Map.LineOf(key));
        Take(source, by.Map, "name", "overrides", "tables");
        // As in the reference, an override that does not speak of these takes them away.
        if (!by.Has("config")) source.Remove("config");
        if (!by.Has("freshness")) source.Remove("freshness");

        var table = Table.Map;
        if ((by.Value("tables") as List<object?> ?? []).OfType<YamlMap>().FirstOrDefault(each => each.GetValueOrDefault("name") is string name && name == TableName) is { } patch)
        {
            table = new YamlMap { Line = Table.Line };
            foreach (var (key, value) in Table.Map) table.Put(key, value, Table.Map.LineOf(key));
            Take(table, patch, "name");
            if (patch.ContainsKey("tests")) table.Remove("data_tests");
            if (patch.ContainsKey("data_tests")) table.Remove("tests");
            if (!patch.ContainsKey("quoting")) table.Remove("quoting");
            if (!patch.ContainsKey("freshness")) table.Remove("freshness");
        }
        return this with { Source = new PropertyEntry(File, Source.What, source), Table = new PropertyEntry(File, Table.What, table) };
    }

    private static void Take(YamlMap target, YamlMap from, params string[] except)
    {
        foreach (var (key, value) in from.Where(pair => !except.Contains(pair.Key))) target.Put(key, value, from.LineOf(key));
    }
}
