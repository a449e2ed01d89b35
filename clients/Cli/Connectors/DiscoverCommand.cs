using System.CommandLine;
using System.Text.Json.Nodes;
using ControlPlane.Cli.Protocol;

namespace ControlPlane.Cli.Connectors;

internal static class DiscoverCommand
{
    public static Command Create()
    {
        var manifest = ConnectorOptions.Manifest();
        var config = ConnectorOptions.Config();
        var command = new Command("discover", "Prints the streams of the source with their schemas; a schema that nobody declares is inferred from records.") { manifest, config };
        command.SetAction((result, cancellationToken) => ConnectorSession.RunAsync(
            async (session, token) =>
            {
                var connector = session.Load(result.GetValue(manifest)!);
                var settings = session.ReadConfig(result.GetValue(config)!, connector);
                var opened = await connector.OpenAsync(settings, session.Http, token);
                var streams = new JsonArray();
                foreach (var stream in opened.Streams) streams.Add(CatalogStream.Describe(stream, await opened.DiscoverSchemaAsync(stream, session.Http, token), opened));
                session.Output.Write(Messages.Catalog(streams));
                return ExitCodes.Success;
            },
            cancellationToken));
        return command;
    }
}
