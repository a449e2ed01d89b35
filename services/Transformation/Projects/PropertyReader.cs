using ControlPlane.Transformation.Projects.Tests;
using ControlPlane.Transformation.Projects.Yaml;
using YamlDotNet.RepresentationModel;

namespace ControlPlane.Transformation.Projects;

/// <summary>Reads <c>models:</c> and <c>sources:</c> of one property file.</summary>
internal static class PropertyReader
{
    private static readonly Dictionary<string, object?> NoConfig = [];

    public static IEnumerable<ModelProperties> Models(string file, YamlMappingNode root, ProjectErrors errors)
    {
        foreach (var node in root.Find("models").Mappings())
        {
            if (Name(file, node, "model", errors) is not { } name) continue;
            var columns = Columns(file, node, errors);
            var tests = TestReader.Read(file, node, null, errors).Concat(columns.SelectMany(column => column.Tests)).ToList();
            var config = node.Find("config") is YamlMappingNode settings ? settings.Value() as IReadOnlyDictionary<string, object?> : null;
            yield return new ModelProperties(name, YamlPlace.Of(file, node), node.Find("description").Text(), [.. columns.Select(column => column.Column)], tests, config ?? NoConfig);
        }
    }

    public static IEnumerable<SourceDeclaration> Sources(string file, YamlMappingNode root, ProjectErrors errors)
    {
        foreach (var source in root.Find("sources").Mappings())
        {
            if (Name(file, source, "source", errors) is not { } name) continue;
            foreach (var table in source.Find("tables").Mappings())
            {
                if (Name(file, table, "source table", errors) is not { } tableName) continue;
                var columns = Columns(file, table, errors);
                yield return new SourceDeclaration(
                    name, tableName, YamlPlace.Of(file, table), source.Find("database").Text(), source.Find("schema").Text() ?? name,
                    table.Find("identifier").Text() ?? tableName, table.Find("description").Text() ?? source.Find("description").Text(), [.. columns.Select(column => column.Column)],
                    [.. TestReader.Read(file, table, null, errors), .. columns.SelectMany(column => column.Tests)]);
            }
        }
    }

    private static List<(ColumnProperties Column, List<TestDeclaration> Tests)> Columns(string file, YamlMappingNode owner, ProjectErrors errors)
    {
        var columns = new List<(ColumnProperties, List<TestDeclaration>)>();
        foreach (var node in owner.Find("columns").Mappings())
        {
            if (Name(file, node, "column", errors) is not { } name) continue;
            var column = new ColumnProperties(name, node.Find("description").Text(), node.Find("data_type").Text(), node.Find("quote")?.Value() is true);
            columns.Add((column, [.. TestReader.Read(file, node, column, errors)]));
        }
        return columns;
    }

    private static string? Name(string file, YamlMappingNode node, string what, ProjectErrors errors)
    {
        var name = node.Find("name").Text();
        if (name is null) errors.Add(YamlPlace.Of(file, node), $"This {what} has no name.", "Add 'name:'.");
        return name;
    }
}
