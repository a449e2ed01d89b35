using System.CommandLine;
using ControlPlane.Models.Manifests;
using ControlPlane.Models.Runs;
using ControlPlane.Models.Runs.Results;
using ControlPlane.Templating.Values;

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
            var result = new ProjectRunner(session).Run(new() { Command = RunCommand.Show, Selected = selected, Limit = rows < 0 ? null : rows, KeepsEphemeral = true }, token);
            CompileCommand.ThrowFirstError(result);
            foreach (var node in result.Results.Where(node => node.Table is not null && (isInline || CompileCommand.IsNamed(names, node))))
                Print(session, node, isInline, options.GetValue(output) == "json");
            return ProjectRunner.CodeOf(result);
        }, cancellationToken, invocation =>
        {
            var arguments = new Dictionary<string, object?>(invocation.Arguments, StringComparer.Ordinal);
            selection.Record(options, arguments);
            (arguments["limit"], arguments["output"]) = ((long)options.GetValue(limit), options.GetValue(output));
            if (options.GetValue(inline) is { } query) arguments["inline"] = query;
            return invocation with { FullRefresh = options.GetValue(flags.FullRefresh) ? true : null, Arguments = arguments };
        }));
        return command;
    }

    private static void Print(ModelSession session, NodeResult result, bool isInline, bool isJson)
    {
        var name = (result.Node as ManifestNode)?.SearchName ?? result.Node.Name;
        if (isJson)
        {
            var shown = new Dictionary<string, object?>(StringComparer.Ordinal);
            if (!isInline) shown["node"] = name;
            shown["show"] = ResultRows.Of(result.Table!);
            session.Journal.Print(JsonText.Write(shown, new JsonStyle(Indent: 2)), "ShowNode");
            return;
        }
        if (!session.Journal.Style.IsQuiet) session.Journal.Info(isInline ? "Previewing inline node:" : $"Previewing node '{name}':", "ShowNode");
        session.Journal.Print(result.Table!.ToText(maxRows: null), "ShowNode");
    }
}
