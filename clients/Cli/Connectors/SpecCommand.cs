using System.CommandLine;
using ControlPlane.Cli.Protocol;

namespace ControlPlane.Cli.Connectors;

internal static class SpecCommand
{
    public static Command Create()
    {
        var manifest = ConnectorOptions.Manifest();
        var config = ConnectorOptions.Config();
        config.Required = false;
        config.Hidden = true;
        var command = new Command("spec", "Prints what the connector wants to be told: the JSON schema of its config.") { manifest, config };
        command.SetAction((result, cancellationToken) => ConnectorSession.RunAsync(
            (session, _) =>
            {
                var specification = session.Load(result.GetValue(manifest)!).Specification
                    ?? throw new CommandException($"the manifest {result.GetValue(manifest)} declares no spec: add 'spec' with a connection_specification");
                session.Output.Write(Messages.Spec(specification.ToJson()));
                return Task.FromResult(ExitCodes.Success);
            },
            cancellationToken));
        return command;
    }
}
