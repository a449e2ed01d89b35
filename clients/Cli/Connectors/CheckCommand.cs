using System.CommandLine;
using ControlPlane.Cli.Protocol;

namespace ControlPlane.Cli.Connectors;

internal static class CheckCommand
{
    public static Command Create()
    {
        var manifest = ConnectorOptions.Manifest();
        var config = ConnectorOptions.Config();
        var command = new Command("check", "Tells whether the source can be read with the config. The answer is in the message, and the exit code is 0 either way.") { manifest, config };
        command.SetAction((result, cancellationToken) => ConnectorSession.RunAsync(
            async (session, token) =>
            {
                var connector = session.Load(result.GetValue(manifest)!);
                var settings = session.ReadConfig(result.GetValue(config)!, connector);
                var outcome = await connector.CheckAsync(settings, session.Http, token);
                session.Journal.Info(outcome.Succeeded ? "Check succeeded" : "Check failed");
                session.Output.Write(Messages.ConnectionStatus(outcome));
                return ExitCodes.Success;
            },
            cancellationToken));
        return command;
    }
}
