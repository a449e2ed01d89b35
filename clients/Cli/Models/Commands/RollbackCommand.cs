using System.CommandLine;

namespace ControlPlane.Cli.Models.Commands;

internal static class RollbackCommand
{
    public static Command Create()
    {
        var command = new Command("rollback", "Returns to what the last 'build --publish' replaced, while it is kept.");
        command.SetAction((options, cancellationToken) => ModelSession.RunAsync(options, "rollback", (session, token) => new PublishingRunner(session).Rollback(token), cancellationToken));
        return command;
    }
}
