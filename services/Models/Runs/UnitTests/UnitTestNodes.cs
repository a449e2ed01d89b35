using System.Text.RegularExpressions;
using ControlPlane.Models.Jinja;
using ControlPlane.Models.Manifests;
using ControlPlane.Models.Parsing.Properties.UnitTests;

namespace ControlPlane.Models.Runs.UnitTests;

/// <summary>
/// The nodes that a unit test is run as: the tested model's text under the test's name, and for each input an ephemeral model that gives its rows,
/// which so becomes a common table expression of the query.
/// </summary>
internal sealed partial class UnitTestNodes(Manifest manifest, UnitTest test)
{
    /// <exception cref="RunException">An input names nothing that the project has.</exception>
    public (ManifestNode Node, MaterializationInputs Inputs) Make()
    {
        var tested = Tested();
        var standIns = new Dictionary<string, ManifestNode>(StringComparer.Ordinal);
        foreach (var given in test.Given)
        {
            var original = Original(given.Input, tested);
            standIns[original.UniqueId] = StandIn(original, given.Rows);
        }
        var node = Node(tested);
        foreach (var standIn in standIns.Values) node.DependsOn.AddNode(standIn.UniqueId);
        return (node, new() { UnitTest = test, StandIns = standIns });
    }

    private ManifestNode Tested() =>
        manifest.Nodes.GetValueOrDefault(test.TestedNode ?? test.DependsOn.Nodes.FirstOrDefault() ?? "")
        ?? throw new RunException($"Unable to find model '{test.Model}' for unit test '{test.Name}'. Correct the test's model.", "Parsing");

    private ManifestNode Node(ManifestNode tested)
    {
        var name = tested.Version is null ? test.Name : $"{test.Name}_v{tested.Version}";
        var node = new ManifestNode
        {
            ResourceType = ResourceType.UnitTest, UniqueId = test.UniqueId, Name = name, PackageName = test.PackageName,
            Path = $"{System.IO.Path.GetDirectoryName(test.OriginalFilePath)?.Replace('\\', '/')}/{name}.sql", OriginalFilePath = test.OriginalFilePath, Fqn = test.UniqueId.Split('.'),
            RawCode = tested.RawCode, Database = tested.Database, Schema = tested.Schema, Alias = name, Language = tested.Language,
            Config = new(new(StringComparer.Ordinal)
            {
                ["enabled"] = true, ["materialized"] = "unit",
                ["expected_rows"] = test.Expect.Format == "sql" ? new List<object?>() : Rows(test.Expect),
                ["expected_sql"] = test.Expect.Format == "sql" ? test.Expect.Rows : null,
            }),
        };
        foreach (var macro in tested.DependsOn.Macros) node.DependsOn.AddMacro(macro);
        return node;
    }

    private ManifestNode StandIn(GraphNode original, UnitTestRows rows)
    {
        var (database, schema, alias) = original is SourceDefinition source
            ? (source.Database, source.Schema, source.Identifier)
            : (((ManifestNode)original).Database, ((ManifestNode)original).Schema, ((ManifestNode)original).Alias);
        return new()
        {
            ResourceType = ResourceType.Model, UniqueId = $"model.{original.PackageName}.{original.Name}", Name = original.Name, PackageName = original.PackageName,
            Path = $"{original.Name}.sql", OriginalFilePath = test.OriginalFilePath, Fqn = original.Fqn,
            Database = database, Schema = schema, Alias = alias, RawCode = Text(rows),
            Version = (original as ManifestNode)?.Version, LatestVersion = (original as ManifestNode)?.LatestVersion,
            Config = new(new(StringComparer.Ordinal) { ["enabled"] = true, ["materialized"] = "ephemeral" }),
        };
    }

    private static string Text(UnitTestRows rows) =>
        rows.Format == "sql" ? rows.Rows as string ?? "" : $"{{{{ get_fixture_sql({PythonLiteral.Of(Rows(rows))}, None) }}}}";

    private static List<object?> Rows(UnitTestRows rows) => rows.Rows switch
    {
        IReadOnlyList<object?> list => [.. list],
        string csv => CsvRows.Read(csv.Trim()),
        _ => [],
    };

    private GraphNode Original(string input, ManifestNode tested)
    {
        if (input.Trim() == "this") return tested;
        var call = Call().Match(input.Trim());
        if (!call.Success)
            throw new RunException($"Unit test given inputs must be either a 'ref', 'source' or 'this' call. Got: '{input}'.", "Parsing");
        var (arguments, version) = Arguments(call.Groups["arguments"].Value);
        var found = call.Groups["name"].Value == "source" && arguments.Count == 2
            ? manifest.Sources.Values.FirstOrDefault(source => source.SourceName == arguments[0] && source.Name == arguments[1])
            : Referred(arguments, version);
        return found ?? throw new RunException($"Unit test '{test.Name}' had an input ({input}) which was not found in the manifest.", "Parsing");
    }

    private GraphNode? Referred(List<string> arguments, string? version)
    {
        var candidates = manifest.Nodes.Values.Where(node => node.ResourceType.IsRefable() && node.Name == arguments[^1] && (arguments.Count == 1 || node.PackageName == arguments[0]))
            .OrderByDescending(node => node.PackageName == test.PackageName).ToList();
        return candidates.FirstOrDefault(node => node.Version is null || (version is null ? Equals($"{node.Version}", $"{node.LatestVersion}") : $"{node.Version}" == version));
    }

    private static (List<string> Positional, string? Version) Arguments(string text)
    {
        var positional = new List<string>();
        string? version = null;
        foreach (Match argument in Argument().Matches(text))
        {
            var value = argument.Groups["text"].Success ? argument.Groups["text"].Value : argument.Groups["bare"].Value;
            if (argument.Groups["key"].Success) version = value;
            else positional.Add(value);
        }
        return positional.Count == 0 ? throw new RunException($"A unit test's input names nothing: '{text}'. Write ref('model') or source('source', 'table').", "Parsing") : (positional, version);
    }

    [GeneratedRegex(@"^(?<name>ref|source)\s*\((?<arguments>.*)\)$", RegexOptions.Singleline)]
    private static partial Regex Call();

    [GeneratedRegex("""(?:(?<key>v|version)\s*=\s*)?(?:(?<quote>['"])(?<text>.*?)\k<quote>|(?<bare>[\w.]+))""")]
    private static partial Regex Argument();
}
