using System.CommandLine;
using ControlPlane.Cli.Connectors;

namespace ControlPlane.Cli;

/// <summary>The command line; each group of commands is made by its own folder.</summary>
internal static class ControlPlaneCommand
{
    private static readonly TimeSpan TimeToEnd = TimeSpan.FromSeconds(10);

    public static Task<int> RunAsync(string[] args)
    {
        var root = new RootCommand("Works with what a data platform is made of: connectors.") { ConnectorCommands.Create() };
        return root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeToEnd });
    }
}
