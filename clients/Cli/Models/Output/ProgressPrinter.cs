using System.Text.Json.Nodes;
using ControlPlane.Models.Manifests;
using ControlPlane.Models.Runs.Events;
using ControlPlane.Models.Runs.Results;

namespace ControlPlane.Cli.Models.Output;

/// <summary>Prints a run as it goes.</summary>
/// <param name="isCompiling">Only failures are told of: nothing is built.</param>
internal sealed class ProgressPrinter(RunJournal journal, bool isCompiling = false) : IRunObserver
{
    private readonly ResultLines _lines = new(journal.Style);

    public void On(RunEvent happened)
    {
        switch (happened)
        {
            case RunStarted started:
                journal.Info("", "Formatting");
                journal.Info($"Concurrency: {started.Threads} threads (target='{started.Target}')", "ConcurrencyLine", new() { ["num_threads"] = started.Threads, ["target_name"] = started.Target });
                journal.Info("", "Formatting");
                break;
            case NodeStarted started:
                journal.Info(journal.Style.Line($"START {started.Description}", "RUN", (started.Index, started.Total)), "LogStartLine", Data(started.Node, started.Index, started.Total));
                break;
            case NodeFinished finished when !isCompiling:
                Write(finished.Result, _lines.Of(finished), Name(finished.Result), (finished.Index, finished.Total));
                break;
            case HookStarted started:
                journal.Info(journal.Style.Line($"START hook: {started.Name}", "RUN", (started.Index, started.Total), isCut: true), "LogHookStartLine", Data(started.Hook, started.Index, started.Total));
                break;
            case HookFinished finished:
                Write(finished.Result, _lines.Of(finished), "LogHookEndLine", (finished.Index, finished.Total));
                break;
            case HooksPassed:
                journal.Info("", "Formatting");
                break;
            case BatchStarted started:
                journal.Info($"Batch {journal.Style.Line($"START {started.Description}", "RUN", (started.Index, started.Total))}", "LogStartBatch", Data(started.Node, started.Index, started.Total));
                break;
            case BatchFinished finished:
                if (finished.Result is { Status: NodeStatus.Error, Message: { } message })
                    journal.Error($"{journal.Style.Red($"Error in {finished.Description}")}\n  {message.Replace("\n", "\n  ", StringComparison.Ordinal)}", "GenericExceptionOnRun");
                Write(finished.Result, _lines.Of(finished), "LogBatchResult", (finished.Index, finished.Total));
                break;
            case StatementCancelled cancelled:
                journal.Error(journal.Style.Line($"CANCEL query {cancelled.UniqueId}", journal.Style.Red("CANCEL")), "LogCancelLine");
                break;
            case NothingSelected:
                journal.Warn("Nothing to do. Try checking your model configs and model specification args", "NothingToDo");
                break;
            case Noted noted:
                if (noted.IsWarning) journal.Warn(journal.Style.Yellow($"[WARNING]: {noted.Message}"));
                else journal.Info(noted.Message);
                break;
        }
    }

    private void Write(NodeResult result, string line, string name, (int Index, int Total) place)
    {
        var data = Data(result.Node, place.Index, place.Total);
        (data["status"], data["execution_time"], data["message"]) = (result.Status.Name(), result.ExecutionSeconds, result.Message);
        if (result.Failures is { } failures) data["num_failures"] = failures;
        if (result.Status is NodeStatus.Error or NodeStatus.Fail or NodeStatus.RuntimeError) journal.Error(line, name, data);
        else if (result.Status == NodeStatus.Warn) journal.Warn(line, name, data);
        else journal.Info(line, name, data);
    }

    private static string Name(NodeResult result) => (result.Status, result.Node.ResourceType) switch
    {
        (NodeStatus.Skipped, _) => "SkippingDetails",
        (NodeStatus.NoOp, _) => "LogNodeNoOpResult",
        (_, ResourceType.Seed) => "LogSeedResult",
        (_, ResourceType.Snapshot) => "LogSnapshotResult",
        (_, ResourceType.Test or ResourceType.UnitTest) => "LogTestResult",
        (_, ResourceType.Source) => "LogFreshnessResult",
        _ => "LogModelResult",
    };

    private static JsonObject Data(GraphNode node, int index, int total) => new()
    {
        ["index"] = index, ["total"] = total,
        ["node_info"] = new JsonObject
        {
            ["unique_id"] = node.UniqueId, ["node_name"] = node.Name, ["resource_type"] = node.ResourceType.Name(), ["node_path"] = node.Path,
            ["materialized"] = node.Config.Text("materialized") ?? "",
        },
    };
}
