using System.CommandLine;
using ControlPlane.Models.Adapters;
using ControlPlane.Models.Projects;

namespace ControlPlane.Cli.Models.Commands;

internal static class DebugCommand
{
    // Anything else may be a secret.
    private static readonly HashSet<string> Shown = ["host", "port", "user", "database", "schema", "path", "sslmode", "search_path", "role", "keepalives_idle", "connect_timeout", "retries"];

    public static Command Create()
    {
        var command = new Command("debug", "Checks the project's and the profile's files and connects to the target.");
        command.Add(new Option<bool>("--connection") { Hidden = true });
        command.Add(new Option<bool>("--config-dir") { Hidden = true });
        command.SetAction((options, cancellationToken) => ModelSession.RunAsync(options, "debug", (session, token) =>
        {
            var journal = session.Journal;
            var projects = ProjectLoader.Load(session.Folder, session.Load, session.Invocation);
            journal.Info($"dbt_project.yml: {journal.Style.Green("OK found and valid")} ({projects.Root.Name})");
            journal.Info($"profile {projects.Target.ProfileName}, target {projects.Target.TargetName}: {journal.Style.Green("OK found and valid")}");
            journal.Info($"  type: {projects.Target.Type}");
            foreach (var (key, value) in projects.Target.Settings.Where(pair => Shown.Contains(pair.Key))) journal.Info($"  {key}: {value}");
            return Connect(session, projects, token);
        }, cancellationToken));
        return command;
    }

    private static int Connect(ModelSession session, ProjectSet projects, CancellationToken cancellationToken)
    {
        try
        {
            using var adapter = AdapterFactory.Create(projects.Target);
            using var connection = adapter.Connect("debug", cancellationToken);
            connection.Execute("select 1 as id");
        }
        catch (AdapterException e)
        {
            session.Journal.Error($"Connection test: {session.Journal.Style.Red("ERROR")}");
            session.Journal.Error($"  {e.Message}\n  Check the settings above, and that the database accepts connections.");
            return ModelExitCodes.Failed;
        }
        session.Journal.Info($"Connection test: {session.Journal.Style.Green("OK connection ok")}");
        session.Journal.Info(session.Journal.Style.Green("All checks passed!"));
        return ModelExitCodes.Success;
    }
}
