using System.Security.Cryptography;
using System.Text;
using ControlPlane.Models.Manifests;
using ControlPlane.Transformation.Projects;
using ControlPlane.Transformation.Targets;
using EngineResult = ControlPlane.Models.Runs.Results.NodeResult;
using EngineStatus = ControlPlane.Models.Runs.Results.NodeStatus;

namespace ControlPlane.Transformation.Runs;

/// <summary>Results of the engine of models as this service records them.</summary>
internal sealed class EngineResults(TenantProject project, TaggedSessions sessions)
{
    /// <param name="measured">Rows and bytes of the relation.</param>
    /// <param name="failed">Nodes that failed so far, by unique id.</param>
    public NodeResult Of(EngineResult result, (long? Rows, long? Bytes) measured, IReadOnlySet<string> failed)
    {
        var isTest = result.Node.ResourceType is ResourceType.Test or ResourceType.UnitTest;
        return new(
            result.Node.UniqueId, result.Node.ResourceType.Name(), result.Node.Name, (result.Node as ManifestNode)?.Version?.ToString(), isTest && project.SubjectOf(result.Node) is { } subject ? TenantProject.NameOf(subject) : null, StatusOf(result),
            isTest ? result.Node.Config.Text("severity")?.ToLowerInvariant() ?? "error" : null, isTest ? null : measured.Rows, isTest ? result.Failures : null,
            (long)(result.ExecutionSeconds * 1000), ErrorOf(result, failed), isTest ? null : HashOf(result.CompiledCode), measured.Bytes, (long)sessions.SpentOn(result.Node).TotalMilliseconds);
    }

    /// <summary>The rows that the engine itself told of: all of the relation's only where it was made anew.</summary>
    public static long? RowsOf(EngineResult result) =>
        result.Node is ManifestNode { Config.Materialized: "table" or "seed" } && result.AdapterResponse.GetValueOrDefault("rows_affected") is long rows and >= 0 ? rows : null;

    private static string StatusOf(EngineResult result) => result.Status switch
    {
        EngineStatus.Success or EngineStatus.NoOp => NodeStatus.Success,
        EngineStatus.Pass => NodeStatus.Pass,
        EngineStatus.Warn => NodeStatus.Warn,
        EngineStatus.Fail => NodeStatus.Fail,
        EngineStatus.Skipped => NodeStatus.Skipped,
        _ => NodeStatus.Error,
    };

    private string? ErrorOf(EngineResult result, IReadOnlySet<string> failed)
    {
        if (result.Status == EngineStatus.Skipped) return CauseOf(result.Node, failed) is { } cause ? $"Not built, because '{cause}' failed." : result.Message;
        if (result.Status is not (EngineStatus.Error or EngineStatus.RuntimeError or EngineStatus.PartialSuccess)) return null;
        if (sessions.FailureOf(result.Node) is not { } fault) return result.Message;
        return result.Node.ResourceType is ResourceType.Test or ResourceType.UnitTest ? fault.Message : $"{result.Node.OriginalFilePath}: {fault.Message}";
    }

    /// <summary>The nearest of what it depends on that failed.</summary>
    private string? CauseOf(GraphNode node, IReadOnlySet<string> failed)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var waiting = new Queue<GraphNode>([node]);
        while (waiting.TryDequeue(out var next))
        {
            if (failed.Contains(next.UniqueId)) return TenantProject.NameOf(next);
            foreach (var parent in next.DependsOn.Nodes.Where(seen.Add).Select(project.Manifest.Find).OfType<GraphNode>()) waiting.Enqueue(parent);
        }
        return null;
    }

    private static string? HashOf(string? sql) => sql is null ? null : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(sql)));
}
