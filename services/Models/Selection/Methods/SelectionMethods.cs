using System.Collections.Frozen;
using System.Globalization;
using ControlPlane.Models.Manifests;

namespace ControlPlane.Models.Selection.Methods;

/// <summary>A method of selection: the nodes that match the criterion's value.</summary>
internal delegate IEnumerable<GraphNode> SelectionMethod(SelectionScope scope, SelectionCriteria criteria);

/// <summary>The methods by name, as in <c>tag:nightly</c>.</summary>
internal static class SelectionMethods
{
    public static readonly FrozenDictionary<string, SelectionMethod> All = new Dictionary<string, SelectionMethod>(StringComparer.Ordinal)
    {
        ["fqn"] = (scope, criteria) => scope.All.Where(node => node is not SourceDefinition && QualifiedName.Matches(node, Text(criteria))),
        ["tag"] = (scope, criteria) => scope.All.Where(node => node.Tags.Exists(tag => Glob.MatchesName(tag, Text(criteria)))),
        ["group"] = (scope, criteria) => scope.Nodes.Cast<GraphNode>().Concat(scope.Of(ResourceType.Metric)).Where(node => node.Config.Text("group") is { } group && Glob.MatchesName(group, Text(criteria))),
        ["access"] = (scope, criteria) => scope.Nodes.Where(node => node.ResourceType == ResourceType.Model && node.Access == Text(criteria)),
        ["source"] = Source,
        ["path"] = (scope, criteria) => new PathPattern(scope.Manifest.Projects.Root, Text(criteria)).Select(scope.All),
        ["file"] = (scope, criteria) => scope.All.Where(node =>
            Glob.MatchesName(Path.GetFileName(node.OriginalFilePath), Text(criteria)) || Glob.MatchesName(Path.GetFileNameWithoutExtension(node.OriginalFilePath), Text(criteria))),
        ["package"] = (scope, criteria) => scope.All.Where(node => Glob.MatchesName(node.PackageName, Text(criteria) == "this" ? scope.Manifest.Projects.Root.Name : Text(criteria))),
        ["config"] = (scope, criteria) => scope.Nodes.Cast<GraphNode>().Concat(scope.Sources).Where(node => ConfigValue.Matches(node, criteria.Arguments, criteria.Value)),
        ["test_name"] = (scope, criteria) => scope.Nodes.Where(node => node.TestMetadata is { } metadata && Glob.MatchesName(metadata.Name, Text(criteria))).Cast<GraphNode>()
            .Concat(scope.UnitTests.Where(test => Glob.MatchesName(test.Name, Text(criteria)))),
        ["test_type"] = TestType,
        ["resource_type"] = ByResourceType,
        ["state"] = (scope, criteria) => scope.Comparison.Select(Text(criteria), scope.All),
        ["exposure"] = (scope, criteria) => Named(scope.Exposures, "exposure", Text(criteria)),
        ["unit_test"] = (scope, criteria) => Named(scope.UnitTests, "unit test", Text(criteria)),
        ["metric"] = (scope, criteria) => Named(scope.Of(ResourceType.Metric), "metric", Text(criteria)),
        ["semantic_model"] = (scope, criteria) => Named(scope.Of(ResourceType.SemanticModel), "semantic model", Text(criteria)),
        ["saved_query"] = (scope, criteria) => Named(scope.Of(ResourceType.SavedQuery), "saved query", Text(criteria)),
        ["result"] = Result,
        ["source_status"] = SourceStatus,
        ["version"] = ModelVersions.Select,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    internal static string Text(SelectionCriteria criteria) => Convert.ToString(criteria.Value, CultureInfo.InvariantCulture) ?? "";

    private static IEnumerable<GraphNode> Source(SelectionScope scope, SelectionCriteria criteria)
    {
        var (package, source, table) = Text(criteria).Split('.') switch
        {
            [var one] => ("*", one, "*"),
            [var one, var two] => ("*", one, two),
            [var zero, var one, var two] => (zero, one, two),
            _ => throw new SelectionException($"Invalid source selector value \"{criteria.Value}\". Sources must be of the form source_name, source_name.table_name or package_name.source_name.table_name."),
        };
        return scope.Sources.Where(node => Glob.MatchesName(node.PackageName, package) && Glob.MatchesName(node.SourceName, source) && Glob.MatchesName(node.Name, table));
    }

    private static IEnumerable<GraphNode> Named(IEnumerable<GraphNode> nodes, string kind, string value)
    {
        var (package, name) = value.Split('.') switch
        {
            [var one] => ("*", one),
            [var one, var two] => (one, two),
            _ => throw new SelectionException($"Invalid {kind} selector value \"{value}\". It must be of the form name or package.name."),
        };
        return nodes.Where(node => Glob.MatchesName(node.PackageName, package) && Glob.MatchesName(node.Name, name));
    }

    private static IEnumerable<GraphNode> TestType(SelectionScope scope, SelectionCriteria criteria)
    {
        var tests = scope.Nodes.Where(node => node.ResourceType == ResourceType.Test);
        return Text(criteria) switch
        {
            "generic" or "schema" => tests.Where(test => test.TestMetadata is not null),
            "singular" => tests.Where(test => test.TestMetadata is null),
            "data" => tests,
            "unit" => scope.UnitTests,
            var other => throw new SelectionException($"Invalid test type selector {other}: expected \"generic\", \"singular\", \"unit\", or \"data\""),
        };
    }

    private static IEnumerable<GraphNode> ByResourceType(SelectionScope scope, SelectionCriteria criteria) =>
        Enum.GetValues<ResourceType>().Any(type => type.Name() == Text(criteria))
            ? scope.All.Where(node => node.ResourceType.Name() == Text(criteria))
            : throw new SelectionException($"Invalid resource_type selector \"{criteria.Value}\"");

    private static IEnumerable<GraphNode> Result(SelectionScope scope, SelectionCriteria criteria)
    {
        var results = scope.State?.Results ?? throw new SelectionException("No comparison run_results. Give their folder with --state.");
        return scope.All.Where(node => results.TryGetValue(node.UniqueId, out var status) && status == Text(criteria));
    }

    private static IEnumerable<GraphNode> SourceStatus(SelectionScope scope, SelectionCriteria criteria)
    {
        var before = scope.State?.Sources ?? throw new SelectionException("No previous state comparison freshness results in sources.json. Give their folder with --state.");
        var now = scope.State.CurrentSources ?? throw new SelectionException("No current state comparison freshness results in sources.json. Run source freshness first.");
        return Text(criteria) != "fresher" ? [] : scope.Sources.Where(source => now.TryGetValue(source.UniqueId, out var current) && current is not null
            && (!before.TryGetValue(source.UniqueId, out var earlier) || (earlier is not null && current > earlier)));
    }

}
