using ControlPlane.Models.Manifests;
using ControlPlane.Models.Projects.Yaml;

namespace ControlPlane.Models.Parsing.Properties;

/// <summary>Entries under models, seeds, snapshots, analyses and (of singular tests) data_tests.</summary>
/// <param name="models">Names of the files of the package's models, which tell where a version lives.</param>
internal sealed class NodeSection(PropertyIndex index, IReadOnlySet<string> models)
{
    private static readonly string[] ConfigAttributes = ["meta", "docs", "group", "contract", "access"];

    public void Read(PropertyEntry entry, string section, ResourceType type)
    {
        if (entry.Required("name") is not { } name) return;
        entry = new PropertyEntry(entry.File, $"{type.Name()} '{name}'", entry.Map);
        var config = Config(entry);
        var columns = ColumnDeclaration.ReadAll(entry);
        var patch = new NodePatch
        {
            Package = entry.File.Package,
            File = entry.File.Path,
            Shown = entry.File.Shown,
            Line = entry.Line,
            Type = type,
            Name = name,
            Config = config,
            Description = entry.Text("description") ?? "",
            Columns = columns,
            TimeSpine = type == ResourceType.Model ? TimeSpineReader.Read(entry, columns) : null,
            Constraints = [.. ConstraintReader.Read(entry, ofModel: true)],
            DeprecationDate = DeprecationDates.Read(entry),
        };
        if (type == ResourceType.Model && entry.List("versions", nullable: true).Count > 0)
        {
            new VersionSection(index, models).Read(entry, patch);
            return;
        }
        if (type == ResourceType.Snapshot && entry.Text("relation") is { } relation)
            index.SnapshotList.Add(new YamlSnapshot(entry.File.File, entry.Line, name, relation));
        index.Add(patch);
        if (type is not (ResourceType.Model or ResourceType.Seed or ResourceType.Snapshot)) return;
        AddTests(index, entry, new NodeTarget(entry.File, section, name, type, null), patch.Columns, TestLists.Read(entry), entry.Flag("quote_columns"));
    }

    public static void AddTests(PropertyIndex index, PropertyEntry entry, NodeTarget target, IEnumerable<ColumnDeclaration> columns, IEnumerable<object?> tests, bool? quoteColumns)
    {
        foreach (var column in columns)
        {
            foreach (var test in column.Tests)
                index.Tests.Add(new TestDeclaration(target, test, LineOf(test, column.Line), column.Name, column.Quote ?? quoteColumns ?? false, column.Tags));
        }
        foreach (var test in tests) index.Tests.Add(new TestDeclaration(target, test, LineOf(test, entry.Line), null, false, []));
    }

    /// <summary>The config with what may also stand beside it.</summary>
    private static Dictionary<string, object?> Config(PropertyEntry entry)
    {
        var config = entry.Mapping("config");
        foreach (var attribute in ConfigAttributes.Where(entry.Has))
        {
            if (config.ContainsKey(attribute))
                entry.File.Fail(entry.Map.LineOf(attribute), $"'{attribute}' of the {entry.What} is given twice: beside 'config' and within it.", $"Keep the '{attribute}' within 'config'.");
            config[attribute] = PlainValues.Of(entry.Value(attribute));
        }
        return config;
    }

    public static int LineOf(object? test, int otherwise) => test is YamlMap map ? map.Line : otherwise;
}
