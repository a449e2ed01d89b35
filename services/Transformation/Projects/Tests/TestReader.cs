using ControlPlane.Transformation.Projects.Yaml;
using YamlDotNet.RepresentationModel;

namespace ControlPlane.Transformation.Projects.Tests;

/// <summary>Reads <c>tests</c> / <c>data_tests</c> in all the ways in which they may be written.</summary>
internal static class TestReader
{
    private static readonly HashSet<string> Types = ["not_null", "unique", "accepted_values", "relationships"];
    private static readonly HashSet<string> Settings = ["severity", "where", "tags", "enabled", "limit", "store_failures", "meta"];
    private static readonly HashSet<string> NotSupported = ["error_if", "warn_if", "fail_calc"];

    public static IEnumerable<TestDeclaration> Read(string file, YamlMappingNode owner, ColumnProperties? column, ProjectErrors errors)
    {
        foreach (var key in new[] { "tests", "data_tests" })
        {
            if (owner.Find(key) is not { } list || list is YamlScalarNode) continue;
            if (list is not YamlSequenceNode sequence)
            {
                errors.Add(YamlPlace.Of(file, list), $"'{key}' is not a list.", $"Write each test as an item: '- not_null'.");
                continue;
            }
            foreach (var item in sequence.Children)
                if (ReadOne(file, item, column, errors) is { } test) yield return test;
        }
    }

    private static TestDeclaration? ReadOne(string file, YamlNode item, ColumnProperties? column, ProjectErrors errors)
    {
        var place = YamlPlace.Of(file, item);
        if (item.Text() is { } simple) return Check(new TestDeclaration(simple, null, column, Nothing, Nothing, place), errors);
        var (type, body) = item is YamlMappingNode { Children.Count: 1 } mapping ? mapping.Entries().Single() : default;
        if (type is null || body is YamlSequenceNode)
        {
            errors.Add(place, "A test must be a name or a mapping with one key.", "Indent its arguments and 'config:' below the test's name.");
            return null;
        }
        var arguments = new Dictionary<string, object?>(StringComparer.Ordinal);
        var config = new Dictionary<string, object?>(StringComparer.Ordinal);
        string? name = null;
        foreach (var (key, value) in (body as YamlMappingNode)?.Entries() ?? [])
        {
            if (key == "name") name = value.Text();
            else if (key is "arguments" or "config" && value is YamlMappingNode nested)
                foreach (var (inner, node) in nested.Entries()) (key == "config" ? config : arguments)[inner] = node.Value();
            else (Settings.Contains(key) || NotSupported.Contains(key) ? config : arguments)[key] = value.Value();
        }
        return Check(new TestDeclaration(type, name, column, arguments, config, place), errors);
    }

    private static TestDeclaration? Check(TestDeclaration test, ProjectErrors errors)
    {
        if (!Types.Contains(test.Type))
        {
            errors.Add(test.Place, $"Unknown test '{test.Type}'.", NearestNames.Advise(test.Type, Types, $"There are {string.Join(", ", Types.Order(StringComparer.Ordinal))}."));
            return null;
        }
        foreach (var setting in test.Config.Keys.Where(NotSupported.Contains))
            errors.Add(test.Place, $"'{setting}' is not supported.", "Use severity and where.");
        return test;
    }

    private static readonly Dictionary<string, object?> Nothing = [];
}
