using System.CommandLine;

namespace ControlPlane.Cli.Connectors;

/// <summary><c>controlplane connector …</c>: runs a manifest as an Airbyte source would run.</summary>
internal static class ConnectorCommands
{
    public static Command Create() =>
        new("connector", "Runs a low-code connector. Prints messages of Airbyte's protocol as JSON lines on standard output, and logs on standard error.")
        {
            SpecCommand.Create(), CheckCommand.Create(), DiscoverCommand.Create(), ReadCommand.Create(),
        };
}
