using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using ControlPlane.Models.Runs;
using ControlPlane.Models.Runs.Results;

namespace ControlPlane.Cli.Models.Commands;

internal static class CompileCommand
{
    internal static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.Default, NewLine = "\n" };

    public static Command Create()
    {
        var command = new Command("compile", "Writes the SQL of the selected nodes to the target folder, and prints that of nodes selected by name.");
        var selection = new SelectionOptions().On(command, withTypes: false);
        var flags = new RunFlags().On(command, refresh: true, empty: true);
        var inline = new Option<string?>("--inline") { Description = "SQL to compile in the project's context.", HelpName = "SQL" };
        var output = new Option<string>("--output") { Description = "How the SQL is printed: text or json.", HelpName = "text|json", DefaultValueFactory = _ => "text" };
        command.Add(inline);
        command.Add(output);
        command.SetAction((options, cancellationToken) => ModelSession.RunAsync(options, "compile", (session, token) =>
        {
            var isInline = options.GetValue(inline) is not null;
            var selected = isInline ? [InlineQuery.AddTo(session.Project, options.GetValue(inline)!)] : session.Select(session.Request(selection, NodeTypes.Compiled));
            var result = new ProjectRunner(session).Run(new() { Command = RunCommand.Compile, Selected = selected, KeepsEphemeral = isInline || options.GetResult(selection.Select) is not null }, token);
            ThrowFirstError(result);
            var names = options.GetResult(selection.Select) is null ? [] : options.GetValue(selection.Select) ?? [];
            foreach (var node in result.Results.Where(node => isInline || IsNamed(names, node))) Print(session, node, isInline, options.GetValue(output) == "json");
            return ProjectRunner.CodeOf(result);
        }, cancellationToken, invocation =>
        {
            var arguments = new Dictionary<string, object?>(invocation.Arguments, StringComparer.Ordinal);
            selection.Record(options, arguments);
            (arguments["empty"], arguments["inject_ephemeral_ctes"], arguments["output"]) = (options.GetValue(flags.Empty), true, options.GetValue(output));
            if (options.GetValue(inline) is { } query) arguments["inline"] = query;
            return invocation with { FullRefresh = options.GetValue(flags.FullRefresh) ? true : null, Empty = options.GetValue(flags.Empty), Arguments = arguments };
        }));
        return command;
    }

    /// <summary>Whether the selection's first part has the node's name in it, by which the reference decides what is shown.</summary>
    internal static bool IsNamed(IReadOnlyList<string> select, NodeResult result) => select.Count > 0 && select[0].Contains(result.Node.Name, StringComparison.Ordinal);

    /// <summary>What cannot be compiled ends these commands.</summary>
    public static void ThrowFirstError(RunResult result)
    {
        if (result.Results.FirstOrDefault(node => node.Status == NodeStatus.Error) is { } failed) throw new RunException(failed.Message ?? $"{failed.Node.UniqueId} failed");
    }

    internal static void Print(ModelSession session, NodeResult result, bool isInline, bool isJson)
    {
        var sql = result.CompiledCode ?? "";
        if (isJson)
        {
            var node = new JsonObject();
            if (!isInline) node["node"] = result.Node.Name;
            node["compiled"] = sql;
            session.Journal.Print(node.ToJsonString(Indented));
            return;
        }
        if (!session.Journal.Style.IsQuiet) session.Journal.Info(isInline ? "Compiled inline node is:" : $"Compiled node '{result.Node.Name}' is:", "CompiledNode");
        session.Journal.Print(sql, "CompiledNode");
    }
}
