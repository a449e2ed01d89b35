using System.Text.Json.Nodes;

namespace ControlPlane.AppHost.MainJob;

/// <summary>Turns what the run API says into one line per stage.</summary>
internal static class ReportBuilder
{
    private static readonly string[] Stages = ["sync", "validate", "load", "transform", "test", "activate", "refresh"];

    private static readonly string[] WorstFirst = ["failed", "cancelled", "running", "pending", "succeeded", "skipped"];

    public static Report Build(ReportStage provision, JsonNode run)
    {
        var parts = run["stages"]!.AsArray().Select(part => part!).ToLookup(part => (string)part["stage"]!);
        var stages = Stages.Select(stage => Combine(stage, [.. parts[stage]])).Prepend(provision).ToList();
        var summary = run["summary"]!;
        var balanced = (bool)run["ledger"]!["balanced"]!;
        // A stage that is skipped because its destination is not configured is no failure; one that did not come to run is.
        var succeeded = (string?)summary["status"] == "Succeeded" && balanced && stages.All(stage => stage.Status is "succeeded" or "skipped");
        return new Report((string)summary["tenant"]!, (Guid)summary["run"]!, succeeded, stages, balanced,
            [.. run["marts"]!.AsArray().Select(mart => (string)mart!["name"]!)], (string?)summary["error"]);
    }

    private static ReportStage Combine(string stage, IReadOnlyList<JsonNode> parts)
    {
        if (parts.Count == 0) return new ReportStage(stage, "pending", 0, 0, 0, 0);
        var started = parts.Min(part => (DateTimeOffset)part["startedAt"]!);
        var ended = parts.Max(part => (DateTimeOffset)part["startedAt"]! + TimeSpan.FromMilliseconds((long)part["durationMs"]!));
        return new ReportStage(stage, Worst(parts), Sum(parts, "rowsIn"), Sum(parts, "rowsOut"), Sum(parts, "rowsRejected"), (long)(ended - started).TotalMilliseconds);
    }

    private static string Worst(IReadOnlyList<JsonNode> parts)
    {
        var statuses = parts.Select(part => ((string)part["status"]!).ToLowerInvariant()).ToList();
        return WorstFirst.First(statuses.Contains);
    }

    private static long Sum(IReadOnlyList<JsonNode> parts, string column) => parts.Sum(part => (long)part[column]!);
}
