using System.CommandLine;
using ControlPlane.Cli.Models.Output;
using ControlPlane.Models.Runs;

namespace ControlPlane.Cli.Models.Commands;

internal static class CloneCommand
{
    public static Command Create()
    {
        var command = new Command("clone", "Makes the selected nodes here of what the environment of --state has of them: copies where the engine has cheap ones, else views.");
        var selection = new SelectionOptions().On(command, withTypes: true);
        var flags = new RunFlags().On(command, refresh: true);
        command.SetAction((options, cancellationToken) => ModelSession.RunAsync(options, "clone", (session, token) =>
        {
            var selected = session.Select(session.Request(selection, NodeTypes.Referable, NodeTypes.Referable));
            var result = new ProjectRunner(session).Run(new() { Command = RunCommand.Clone, Selected = selected }, token);
            if (result.Results.Count > 0) new RunSummary(session.Journal).Ended(result);
            return ProjectRunner.CodeOf(result);
        }, cancellationToken, invocation =>
        {
            var arguments = new Dictionary<string, object?>(invocation.Arguments, StringComparer.Ordinal);
            selection.Record(options, arguments);
            var refreshes = options.GetValue(flags.FullRefresh);
            if (refreshes) arguments["full_refresh"] = true;
            return invocation with { FullRefresh = refreshes ? true : null, Arguments = arguments };
        }));
        return command;
    }
}
