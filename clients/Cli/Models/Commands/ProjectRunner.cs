using ControlPlane.Cli.Models.Output;
using ControlPlane.Models.Artifacts;
using ControlPlane.Models.Manifests;
using ControlPlane.Models.Runs;
using ControlPlane.Models.Runs.Events;
using ControlPlane.Models.Runs.Results;
using ControlPlane.Models.Runs.Sessions;

namespace ControlPlane.Cli.Models.Commands;

/// <summary>Runs nodes with progress, writes the artifacts and says how it went.</summary>
internal sealed class ProjectRunner(ModelSession session)
{
    /// <exception cref="RunException">Another run has the target folder.</exception>
    public RunResult Run(RunOptions options, CancellationToken cancellationToken)
    {
        var project = session.Project;
        using var taken = RunLock.Take(project.TargetFolder);
        var isQuietly = options.Command is RunCommand.Compile or RunCommand.Show or RunCommand.Clone;
        IRunObserver printer = new ProgressPrinter(session.Journal, isCompiling: isQuietly);
        using var deferral = Defer(options, cancellationToken);
        var result = project.Run(options with { Threads = session.Invocation.Threads ?? project.Projects.Target.Threads }, printer, ModelSession.Time, cancellationToken);
        deferral?.Dispose();
        if (session.WritesArtifacts) Write(options.Command, result);
        return result;
    }

    public int RunToEnd(RunOptions options, CancellationToken cancellationToken)
    {
        var result = Run(options, cancellationToken);
        var summary = new RunSummary(session.Journal, StoredFailures);
        if (result.Results.Count > 0)
        {
            summary.Finished(result);
            if (options.ShowSeeds) foreach (var seed in result.Results.Where(seed => seed.Table is not null)) ShowSeed(seed);
            summary.Ended(result);
        }
        return CodeOf(result);
    }

    public static int CodeOf(RunResult result) => result.IsCancelled ? ModelExitCodes.Unhandled : result.IsSuccess ? ModelExitCodes.Success : ModelExitCodes.Failed;

    private Deferral? Defer(RunOptions options, CancellationToken cancellationToken)
    {
        if (!session.Flags.Is("defer") && options.Command != RunCommand.Clone) return null;
        var state = (session.Flags.Text("defer_state") ?? session.Flags.Text("state")) is { } folder ? Path.Combine(session.Folder, folder) : null;
        return Deferral.To(session.Project, state, options.Selected, session.Flags.Is("favor_state"), cancellationToken);
    }

    private void Write(RunCommand command, RunResult result)
    {
        var results = command == RunCommand.Freshness ? Task.CompletedTask
            : Task.Run(() => RunResultsFile.Write(session.Project.TargetFolder, session.Invocation, result, ModelSession.Time));
        session.Project.WriteManifest(ModelSession.Time);
        results.GetAwaiter().GetResult();
    }

    private void ShowSeed(NodeResult seed)
    {
        var node = (ManifestNode)seed.Node;
        var header = $"Random sample of table: {node.Schema}.{node.Alias}";
        session.Journal.Info("", "Formatting");
        session.Journal.Info(header, "SeedHeader");
        session.Journal.Info(new string('-', header.Length), "Formatting");
        session.Journal.Print(seed.Table!.ToText(maxRows: 10, maxColumns: null).TrimEnd('\n'));
        session.Journal.Info("", "Formatting");
    }

    private string? StoredFailures(NodeResult result) =>
        result.Node is ManifestNode { ResourceType: ResourceType.Test } test && (test.Config.Flag("store_failures") ?? session.Invocation.StoreFailures) ? $"select * from {result.RelationName}" : null;
}
