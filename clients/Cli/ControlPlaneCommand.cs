using System.CommandLine;
using ControlPlane.Cli.Connectors;
using ControlPlane.Cli.Models;

namespace ControlPlane.Cli;

/// <summary>The command line; each group of commands is made by its own folder.</summary>
internal static class ControlPlaneCommand
{
    private static readonly TimeSpan TimeToEnd = TimeSpan.FromSeconds(10);

    // A selection may begin with @.
    private static readonly ParserConfiguration Parsing = new() { ResponseFileTokenReplacer = null };

    public static int Run(string[] args)
    {
        var root = new RootCommand("Works with what a data platform is made of: connectors and models.") { ConnectorCommands.Create(), ModelCommands.Create() };
        var command = root.Parse(args, Parsing);
        // This thread has nothing else to do than to wait.
        var code = command.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeToEnd }).GetAwaiter().GetResult();
        return command.Errors.Count > 0 && args is ["models", ..] ? ModelExitCodes.Unhandled : code;
    }
}
