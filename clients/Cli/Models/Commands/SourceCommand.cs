using System.CommandLine;
using ControlPlane.Cli.Models.Output;
using ControlPlane.Models.Artifacts;
using ControlPlane.Models.Runs;

namespace ControlPlane.Cli.Models.Commands;

internal static class SourceCommand
{
    public static Command Create() => new("source", "Works with sources.") { Freshness() };

    private static Command Freshness()
    {
        var command = new Command("freshness", "Holds the age of sources' newest rows against what they promise; writes sources.json.");
        command.Aliases.Add("snapshot-freshness");
        var selection = new SelectionOptions().On(command, withTypes: false);
        var output = new Option<string?>("--output", "-o") { Description = "Where sources.json is written. Default: the target folder.", HelpName = "FILE" };
        command.Add(output);
        command.SetAction((options, cancellationToken) => ModelSession.RunAsync(options, "freshness", (session, token) =>
        {
            var manifest = session.Project.Manifest;
            var selected = session.Select(session.Request(selection, NodeTypes.Sources)).Where(id => FreshnessPromise.Has(manifest.Sources[id])).ToList();
            var result = new ProjectRunner(session).Run(new() { Command = RunCommand.Freshness, Selected = selected }, token);
            if (session.WritesArtifacts)
                SourcesFile.Write(options.GetValue(output) ?? Path.Combine(session.Project.TargetFolder, SourcesFile.Name), session.Invocation, result, ModelSession.Time);
            var summary = new RunSummary(session.Journal);
            if (result.Results.Count > 0) summary.Finished(result);
            summary.FreshnessEnded(result);
            return ProjectRunner.CodeOf(result);
        }, cancellationToken));
        return command;
    }
}
