using System.CommandLine;

namespace ControlPlane.Cli.Models.Commands;

internal static class ParseCommand
{
    public static Command Create()
    {
        var command = new Command("parse", "Reads the project and writes manifest.json. Nothing is connected to.");
        command.SetAction((options, cancellationToken) => ModelSession.RunAsync(options, "parse", (session, _) =>
        {
            var project = session.Project;
            if (session.WritesArtifacts) project.WriteManifest(ModelSession.Time);
            return ModelExitCodes.Success;
        }, cancellationToken));
        return command;
    }
}
