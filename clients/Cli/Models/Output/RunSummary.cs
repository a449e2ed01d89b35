using System.Globalization;
using ControlPlane.Models.Manifests;
using ControlPlane.Models.Runs.Results;

namespace ControlPlane.Cli.Models.Output;

/// <summary>What is printed once a run has ended: how long, what went wrong, and the counts.</summary>
internal sealed class RunSummary(RunJournal journal, Func<NodeResult, string?>? storedFailures = null)
{
    private JournalStyle Style => journal.Style;

    /// <summary><c>Finished running 3 seeds in 0 hours 0 minutes and 0.71 seconds (0.71s).</c></summary>
    public void Finished(RunResult run)
    {
        var kinds = run.Results.GroupBy(result => Kind(result.Node), StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => (group.Key, group.Count()));
        var took = TimeSpan.FromSeconds(run.ElapsedSeconds);
        journal.Info("", "Formatting");
        journal.Info(string.Create(CultureInfo.InvariantCulture,
            $"Finished running {Plural.Of(kinds)} in {(int)took.TotalHours} hours {took.Minutes} minutes and {run.ElapsedSeconds % 60:0.00} seconds ({run.ElapsedSeconds:0.00}s)."), "FinishedRunningStats");
    }

    public void Ended(RunResult run)
    {
        var errors = run.Results.Where(IsError).ToList();
        var warnings = run.Results.Where(result => result.Status == NodeStatus.Warn).ToList();
        var partial = run.Results.Count(result => result.Status == NodeStatus.PartialSuccess);
        journal.Info("", "Formatting");
        journal.Info(Headline(run, errors.Count, warnings.Count, partial), "EndOfRunSummary");
        foreach (var result in errors) Explain(result);
        foreach (var result in warnings) Explain(result);
        journal.Info("", "Formatting");
        journal.Info(Counts(run), "StatsLine");
    }

    /// <summary>Source freshness counts nothing: only what failed is told, and that it is done.</summary>
    public void FreshnessEnded(RunResult run)
    {
        foreach (var result in run.Results.Where(result => result.Status is NodeStatus.Error or NodeStatus.RuntimeError)) Explain(result);
        journal.Info("Done.", "FreshnessCheckComplete");
    }

    /// <summary>Where, what, and the file with the SQL.</summary>
    public void Explain(NodeResult result)
    {
        if (result.Status is NodeStatus.Fail or NodeStatus.Error or NodeStatus.Warn)
        {
            var isWarning = result.Status == NodeStatus.Warn;
            var place = $"{(isWarning ? "Warning" : "Failure")} in {result.Node.ResourceType.Name()} {result.Node.Name} ({result.Node.OriginalFilePath})";
            Say("", isWarning);
            Say(isWarning ? Style.Yellow(place) : Style.Red(place), isWarning);
            Say(result.Message is null ? $"  Status: {result.Status.Name()}" : isWarning ? result.Message : $"  {result.Message}", isWarning);
            if (result.CompiledPath is { } path) Detail($"  compiled code at {path}");
            if (storedFailures?.Invoke(result) is { } query) Detail($"  See test failures:\n  {new string('-', query.Length)}\n  {query}\n  {new string('-', query.Length)}");
        }
        else if (result.Message is { } message && result.Status != NodeStatus.Skipped)
        {
            Say("", isWarning: false);
            Say($"  {message}", isWarning: false);
        }
    }

    private void Detail(string text)
    {
        journal.Info("", "Formatting");
        journal.Info(text);
    }

    private void Say(string text, bool isWarning)
    {
        if (isWarning) journal.Warn(text, "RunResultWarning");
        else journal.Error(text, "RunResultError");
    }

    private static bool IsError(NodeResult result) =>
        result.Status is NodeStatus.RuntimeError or NodeStatus.Error or NodeStatus.Fail
        || result is { Status: NodeStatus.Skipped, Message: not null } && result.Node.ResourceType != ResourceType.Exposure;

    private string Headline(RunResult run, int errors, int warnings, int partial)
    {
        var successes = $"{partial} partial {(partial == 1 ? "success" : "successes")}";
        if (run.IsCancelled) return Style.Yellow("Exited because of keyboard interrupt");
        if (errors > 0) return Style.Red($"Completed with {Plural.Of(errors, "error")}, {successes}, and {Plural.Of(warnings, "warning")}:");
        if (partial > 0) return Style.Yellow($"Completed with {successes} and {Plural.Of(warnings, "warning")}");
        return warnings > 0 ? Style.Yellow($"Completed with {Plural.Of(warnings, "warning")}:") : Style.Green("Completed successfully");
    }

    private static string Counts(RunResult run)
    {
        int Of(params NodeStatus[] statuses) => run.Results.Count(result => statuses.Contains(result.Status));
        var errors = Of(NodeStatus.Error, NodeStatus.Fail, NodeStatus.PartialSuccess, NodeStatus.RuntimeError);
        return $"Done. PASS={Of(NodeStatus.Pass, NodeStatus.Success)} WARN={Of(NodeStatus.Warn)} ERROR={errors} SKIP={Of(NodeStatus.Skipped)} NO-OP={Of(NodeStatus.NoOp)} TOTAL={run.Results.Count}";
    }

    private static string Kind(GraphNode node) => node.ResourceType switch
    {
        ResourceType.Model => $"{node.Config.Materialized} model",
        ResourceType.Operation => "project hook",
        var type => type.Name(),
    };
}
