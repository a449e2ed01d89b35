using System.CommandLine;
using System.Text.Json.Nodes;
using ControlPlane.Models.Manifests;
using ControlPlane.Models.Runs;
using ControlPlane.Models.Runs.Results;

namespace ControlPlane.Cli.Models.Commands;

internal static class ShowCommand
{
    public static Command Create()
    {
        var command = new Command("show", "Prints a few rows of what a model or a query gives. Nothing is built.");
        var selection = new SelectionOptions().On(command, withTypes: false);
        var flags = new RunFlags().On(command, refresh: true);
        var inline = new Option<string?>("--inline") { Description = "A query in the project's context, in place of a model.", HelpName = "SQL" };
        var limit = new Option<int>("--limit") { Description = "Rows; -1 for all.", HelpName = "N", DefaultValueFactory = _ => 5 };
        var output = new Option<string>("--output") { Description = "text or json.", HelpName = "text|json", DefaultValueFactory = _ => "text" };
        foreach (var option in new Option[] { inline, limit, output }) command.Add(option);
        command.SetAction((options, cancellationToken) => ModelSession.RunAsync(options, "show", (session, token) =>
        {
            var isInline = options.GetValue(inline) is not null;
            var names = options.GetResult(selection.Select) is null ? [] : options.GetValue(selection.Select) ?? [];
            if (!isInline && names.Length == 0) throw new RunException("Either --select or --inline must be passed to show");
            var selected = isInline ? [InlineQuery.AddTo(session.Project, options.GetValue(inline)!)] : session.Select(session.Request(selection, NodeTypes.Compiled));
            var rows = options.GetValue(limit);
            var result = new ProjectRunner(session).Run(new() { Command = RunCommand.Show, Selected = selected, Limit = rows < 0 ? null : rows }, token);
            CompileCommand.ThrowFirstError(result);
            foreach (var node in result.Results.Where(node => node.Table is not null && (isInline || names.Contains(node.Node.Name, StringComparer.Ordinal))))
                Print(session, node, isInline, options.GetValue(output) == "json");
            return ProjectRunner.CodeOf(result);
        }, cancellationToken, invocation => invocation with { FullRefresh = options.GetValue(flags.FullRefresh) ? true : null }));
        return command;
    }

    private static void Print(ModelSession session, NodeResult result, bool isInline, bool isJson)
    {
        var name = (result.Node as ManifestNode)?.SearchName ?? result.Node.Name;
        if (isJson)
        {
            var shown = new JsonObject();
            if (!isInline) shown["node"] = name;
            shown["show"] = ResultRows.Of(result.Table!);
            session.Journal.Print(shown.ToJsonString(CompileCommand.Indented), "ShowNode");
            return;
        }
        if (!session.Journal.Style.IsQuiet) session.Journal.Info(isInline ? "Previewing inline node:" : $"Previewing node '{name}':", "ShowNode");
        session.Journal.Print(result.Table!.ToText(maxRows: null), "ShowNode");
    }
}
