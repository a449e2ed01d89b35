using System.CommandLine;
using ControlPlane.Models.Artifacts;
using ControlPlane.Models.Manifests;
using ControlPlane.Models.Runs;

namespace ControlPlane.Cli.Models.Commands;

internal static class ListCommand
{
    private static readonly HashSet<string> DefaultKeys =
        ["alias", "name", "package_name", "depends_on", "tags", "config", "resource_type", "source_name", "original_file_path", "unique_id"];

    public static Command Create()
    {
        var command = new Command("ls", "Lists the selected nodes, one a line.");
        command.Aliases.Add("list");
        var selection = new SelectionOptions().On(command, withTypes: true);
        var output = new Option<string>("--output") { Description = "selector (default), name, path or json.", HelpName = "FORM", DefaultValueFactory = _ => "selector" };
        var keys = new Option<string[]>("--output-keys") { Description = "With json: only these keys.", HelpName = "KEY", AllowMultipleArgumentsPerToken = true };
        command.Add(output);
        command.Add(keys);
        command.SetAction((options, cancellationToken) => ModelSession.RunAsync(options, "list", (session, _) =>
        {
            var selected = session.Select(session.Request(selection, selection.IsByModels(options) ? NodeTypes.Models : NodeTypes.Listed, NodeTypes.All)).Order(StringComparer.Ordinal).ToList();
            if (selected.Count == 0) session.Warn("No nodes selected!", "NoNodesSelected");
            var form = Form(options.GetValue(output)!, options.GetResult(keys) is null ? [] : [.. (options.GetValue(keys) ?? []).SelectMany(text => text.Split(' ', StringSplitOptions.RemoveEmptyEntries))]);
            foreach (var id in selected) session.Journal.Print(form(session.Project.Manifest.Find(id)!));
            return ModelExitCodes.Success;
        }, cancellationToken));
        return command;
    }

    private static Func<GraphNode, string> Form(string output, IReadOnlyList<string> keys) => output switch
    {
        "selector" => Selector,
        "name" => Name,
        "path" => node => node.OriginalFilePath,
        "json" => node => PythonJson.Of(Values(node, keys)),
        _ => throw new RunException($"'{output}' is no form of output. Use selector, name, path or json.", "Usage"),
    };

    private static string Selector(GraphNode node) => node switch
    {
        SourceDefinition source => $"source:{source.PackageName}.{source.SearchName}",
        Exposure or SemanticNode => $"{node.ResourceType.Name()}:{node.PackageName}.{node.Name}",
        UnitTest test => $"unit_test:{test.PackageName}.{Name(test)}",
        _ => string.Join('.', node.Fqn),
    };

    private static string Name(GraphNode node) => node switch
    {
        ManifestNode own => own.SearchName,
        SourceDefinition source => source.SearchName,
        UnitTest { Version: { } version } test => $"{test.Name}_v{version}",
        _ => node.Name,
    };

    private static Dictionary<string, object?> Values(GraphNode node, IReadOnlyList<string> keys)
    {
        var values = NodeValues.Of(node);
        return keys.Count == 0
            ? values.Where(pair => DefaultKeys.Contains(pair.Key)).ToDictionary(StringComparer.Ordinal)
            : values.Where(pair => keys.Contains(pair.Key)).ToDictionary(StringComparer.Ordinal);
    }
}
