using System.CommandLine;
using ControlPlane.Models.Artifacts;
using ControlPlane.Models.Runs.Sessions;

namespace ControlPlane.Cli.Models.Commands;

internal static class RunOperationCommand
{
    public static Command Create()
    {
        var macro = new Argument<string>("macro") { Description = "The macro: name, or package.name." };
        var arguments = new Option<string?>("--args") { Description = "The macro's arguments, as a YAML mapping.", HelpName = "YAML" };
        var command = new Command("run-operation", "Calls a macro of the project.") { macro, arguments };
        command.SetAction((options, cancellationToken) => ModelSession.RunAsync(options, "run-operation", (session, token) =>
        {
            var named = YamlMapping.Read(options.GetValue(arguments), "--args");
            var result = new MacroOperation(session.Project, ModelSession.Time).Run(options.GetValue(macro)!, named, token);
            if (result.Results[0].Message is { } message) session.Journal.Error($"Encountered an error while running operation: {message}", "RunningOperationCaughtError");
            if (session.WritesArtifacts) RunResultsFile.Write(session.Project.TargetFolder, session.Invocation, result, ModelSession.Time);
            return ProjectRunner.CodeOf(result);
        }, cancellationToken, invocation => invocation with
        {
            Arguments = new Dictionary<string, object?>(invocation.Arguments, StringComparer.Ordinal) { ["macro"] = options.GetValue(macro), ["args"] = YamlMapping.Read(options.GetValue(arguments), "--args") },
        }));
        return command;
    }
}
