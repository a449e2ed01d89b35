using System.Text.Json;
using ControlPlane.Models.Manifests;
using ControlPlane.Models.Projects;
using ControlPlane.Models.Runs.Results;

namespace ControlPlane.Models.Artifacts;

/// <summary>sources.json, version 3: how fresh the sources were.</summary>
public static class SourcesFile
{
    public const string Name = "sources.json";

    /// <param name="path">The file, where another place than the target folder is asked for.</param>
    public static void Write(string path, Invocation invocation, RunResult result, TimeProvider? time = null)
    {
        var metadata = ArtifactMetadata.For(ArtifactMetadata.Sources, invocation, time ?? TimeProvider.System);
        metadata["generated_at"] = JsonValues.Timestamp(result.GeneratedAt);
        JsonValues.WriteFile(path, new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["metadata"] = metadata,
            ["results"] = result.Results.Where(node => node.Node is SourceDefinition).Select(Of),
            ["elapsed_time"] = result.ElapsedSeconds,
        });
    }

    /// <summary>The newest row by unique id, null where it could not be found out; null when there is no file.</summary>
    public static IReadOnlyDictionary<string, DateTimeOffset?>? Read(string folder)
    {
        var path = Path.Combine(folder, Name);
        if (!File.Exists(path)) return null;
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            return document.RootElement.GetProperty("results").EnumerateArray().ToDictionary(
                result => result.GetProperty("unique_id").GetString() ?? "",
                result => result.TryGetProperty("max_loaded_at", out var loaded) && loaded.ValueKind == JsonValueKind.String ? loaded.GetDateTimeOffset() : (DateTimeOffset?)null,
                StringComparer.Ordinal);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or KeyNotFoundException or FormatException or ArgumentException)
        {
            throw new InvalidDataException($"{path} is not what a look at the sources has written: {exception.Message} Run source freshness again, or remove it.", exception);
        }
    }

    private static Dictionary<string, object?> Of(NodeResult result) => result is { Age: { } age, Node: SourceDefinition source, Status: not NodeStatus.RuntimeError }
        ? new(StringComparer.Ordinal)
        {
            ["unique_id"] = source.UniqueId,
            ["max_loaded_at"] = JsonValues.Timestamp(age.MaxLoadedAt),
            ["snapshotted_at"] = JsonValues.Timestamp(age.SnapshottedAt),
            ["max_loaded_at_time_ago_in_s"] = age.Seconds,
            ["status"] = result.Status.Name(),
            ["criteria"] = source.Freshness is { } promise ? SourceValues.Of(promise) : new Dictionary<string, object?>(StringComparer.Ordinal),
            ["adapter_response"] = result.AdapterResponse,
            ["timing"] = result.Timing.Select(RunResultsFile.Of),
            ["thread_id"] = result.ThreadId,
            ["execution_time"] = result.ExecutionSeconds,
        }
        : new(StringComparer.Ordinal) { ["unique_id"] = result.Node.UniqueId, ["error"] = result.Message, ["status"] = NodeStatus.RuntimeError.Name() };
}
