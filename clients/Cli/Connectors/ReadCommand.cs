using System.CommandLine;
using ControlPlane.Cli.Protocol;

namespace ControlPlane.Cli.Connectors;

internal static class ReadCommand
{
    public static Command Create()
    {
        var manifest = ConnectorOptions.Manifest();
        var config = ConnectorOptions.Config();
        var catalog = new Option<FileInfo?>("--catalog") { Description = "The streams to read: a configured catalog. Every stream without it.", HelpName = "FILE" };
        var state = new Option<FileInfo?>("--state") { Description = "Where to go on: the STATE messages of the last read as a list, or the old map from stream to state.", HelpName = "FILE" };
        var command = new Command("read", "Reads the source. Every stream is tried; the exit code is 1 if one of them failed, and its state does not move.") { manifest, config, catalog, state };
        command.SetAction((result, cancellationToken) => ConnectorSession.RunAsync(
            async (session, token) =>
            {
                var connector = session.Load(result.GetValue(manifest)!);
                var settings = session.ReadConfig(result.GetValue(config)!, connector);
                var states = result.GetValue(state) is { } stateFile ? InputState.Read(InputFiles.ReadJson(stateFile, "state"), stateFile.ToString()) : InputState.None;
                var chosen = result.GetValue(catalog) is { } file ? ConfiguredCatalog.Read(InputFiles.ReadJson(file, "catalog"), file.ToString()) : null;

                var opened = await connector.OpenAsync(settings, session.Http, token);
                return await new SourceRead(session, opened, states).RunAsync(chosen ?? ConfiguredCatalog.All(opened), token);
            },
            cancellationToken));
        return command;
    }
}
