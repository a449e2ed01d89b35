using System.CommandLine;

namespace ControlPlane.Cli.Connectors;

/// <summary>The options that the connector commands have in common.</summary>
internal static class ConnectorOptions
{
    public static Option<FileInfo> Manifest() => new("--manifest") { Description = "The connector: a low-code manifest, YAML or JSON.", Required = true, HelpName = "FILE" };

    public static Option<FileInfo> Config() => new("--config") { Description = "The config: a JSON object as the connector's spec describes it.", Required = true, HelpName = "FILE" };
}
