using ControlPlane.Models.Manifests;
using ControlPlane.Models.Runs.Events;
using ControlPlane.Models.Runs.Results;

namespace ControlPlane.Cli.Models.Output;

/// <summary>How the end of a node, batch or hook reads.</summary>
internal sealed class ResultLines(JournalStyle style)
{
    public string Of(NodeFinished finished)
    {
        var place = (finished.Index, finished.Total);
        var result = finished.Result;
        if (result.Status == NodeStatus.Skipped) return Skipped(finished, place);
        if (result.Status == NodeStatus.NoOp) return style.Line($"NO-OP {finished.Description}", style.Yellow("NO-OP"), place, 0);
        var (message, status) = result.Node.ResourceType switch
        {
            ResourceType.Seed => Made(result, "loading", "loaded", finished.Description),
            ResourceType.Snapshot => Made(result, "snapshotting", "snapshotted", Rest(finished.Description)),
            ResourceType.Test or ResourceType.UnitTest => Test(result, Rest(finished.Description)),
            ResourceType.Source => Freshness(result, finished.Description),
            _ => Made(result, "creating", "created", finished.Description),
        };
        return style.Line(message, status, place, result.ExecutionSeconds);
    }

    public string Of(BatchFinished finished)
    {
        var (message, status) = finished.Result.Status == NodeStatus.Skipped
            ? ($"SKIP {finished.Description}", style.Yellow("SKIPPED"))
            : Made(finished.Result, "creating", "created", finished.Description);
        return $"Batch {style.Line(message, status, (finished.Index, finished.Total), finished.Result.ExecutionSeconds)}";
    }

    public string Of(HookFinished finished)
    {
        var (word, status) = finished.Result.Status switch
        {
            NodeStatus.Success => ("OK", style.Green("OK")),
            NodeStatus.Skipped => ("SKIP", style.Yellow("SKIP")),
            _ => ("ERROR", style.Red("ERROR")),
        };
        return style.Line($"{word} hook: {finished.Name}", status, (finished.Index, finished.Total), finished.Result.ExecutionSeconds, isCut: true);
    }

    private string Skipped(NodeFinished finished, (int, int) place)
    {
        var node = finished.Result.Node;
        var schema = (node as ManifestNode)?.Schema;
        if (finished.Cause is { } cause)
            return style.Line($"SKIP relation {schema}.{node.Name} due to ephemeral model status '{cause.Status.Name()}'", style.Red("ERROR SKIP"), place);
        return style.Line(node.ResourceType.IsRefable() ? $"SKIP relation {schema}.{node.Name}" : $"SKIP {node.ResourceType.Name()} {node.Name}", style.Yellow("SKIP"), place);
    }

    private (string, string) Made(NodeResult result, string doing, string done, string what) => result.Status switch
    {
        NodeStatus.Error => ($"ERROR {doing} {what}", style.Red("ERROR")),
        NodeStatus.PartialSuccess => ($"PARTIALLY {done} {what}", style.Yellow(result.Message ?? "PARTIAL SUCCESS")),
        _ => ($"OK {done} {what}", style.Green(result.Message ?? "OK")),
    };

    private (string, string) Test(NodeResult result, string name) => result.Status switch
    {
        NodeStatus.Pass => ($"PASS {name}", style.Green("PASS")),
        NodeStatus.Warn => ($"WARN {result.Failures} {name}", style.Yellow($"WARN {result.Failures}")),
        NodeStatus.Error => ($"ERROR {name}", style.Red("ERROR")),
        _ => ($"FAIL {result.Failures} {name}", style.Red($"FAIL {result.Failures}")),
    };

    private (string, string) Freshness(NodeResult result, string description) => result.Status switch
    {
        NodeStatus.RuntimeError => ($"ERROR {description}", style.Red("ERROR")),
        NodeStatus.Error => ($"ERROR STALE {description}", style.Red("ERROR STALE")),
        NodeStatus.Warn => ($"WARN {description}", style.Yellow("WARN")),
        _ => ($"PASS {description}", style.Green("PASS")),
    };

    private static string Rest(string description) => description[(description.IndexOf(' ', StringComparison.Ordinal) + 1)..];
}
