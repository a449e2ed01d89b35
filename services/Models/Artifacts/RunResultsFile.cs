using System.Globalization;
using System.Text.Json;
using ControlPlane.Models.Manifests;
using ControlPlane.Models.Projects;
using ControlPlane.Models.Runs.Results;

namespace ControlPlane.Models.Artifacts;

/// <summary>run_results.json, version 6.</summary>
public static class RunResultsFile
{
    public const string Name = "run_results.json";

    /// <summary>Begins the names of environment variables, and of vars, whose values are shown nowhere.</summary>
    private const string SecretPrefix = "DBT_ENV_SECRET";

    public static void Write(string folder, Invocation invocation, RunResult result, TimeProvider? time = null)
    {
        var metadata = ArtifactMetadata.For(ArtifactMetadata.RunResults, invocation, time ?? TimeProvider.System);
        metadata["generated_at"] = JsonValues.Timestamp(result.GeneratedAt);
        JsonValues.WriteFile(Path.Combine(folder, Name), new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["metadata"] = metadata,
            ["results"] = result.Results.Where(node => node.Node is not SourceDefinition).Select(Of),
            ["elapsed_time"] = result.ElapsedSeconds,
            ["args"] = Arguments(invocation),
        });
    }

    /// <summary>Null when there is none.</summary>
    /// <exception cref="InvalidDataException">It is not what a run has written.</exception>
    public static StoredRunResults? Read(string folder)
    {
        var path = Path.Combine(folder, Name);
        if (!File.Exists(path)) return null;
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path), new JsonDocumentOptions { MaxDepth = 256 });
            var root = document.RootElement;
            return new StoredRunResults(
                root.GetProperty("metadata").TryGetProperty("invocation_id", out var id) ? id.GetString() : null,
                [.. root.GetProperty("results").EnumerateArray().Select(Read)],
                root.TryGetProperty("args", out var arguments) ? JsonValues.Map(arguments) : []);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new InvalidDataException($"{path} is not what a run has written: {exception.Message} Run again, or remove it.", exception);
        }
    }

    private static Dictionary<string, object?> Of(NodeResult result) => new(StringComparer.Ordinal)
    {
        ["status"] = result.Status.Name(),
        ["timing"] = result.Timing.Select(Of),
        ["thread_id"] = result.ThreadId,
        ["execution_time"] = result.ExecutionSeconds,
        ["adapter_response"] = result.AdapterResponse,
        ["message"] = result.Message,
        ["failures"] = result.Failures,
        ["unique_id"] = result.Node.UniqueId,
        ["compiled"] = result.Compiled,
        ["compiled_code"] = result.CompiledCode,
        ["relation_name"] = result.RelationName,
        ["batch_results"] = result.Batches is { } batches ? new Dictionary<string, object?>(StringComparer.Ordinal) { ["successful"] = Of(batches.Successful), ["failed"] = Of(batches.Failed) } : null,
    };

    internal static Dictionary<string, object?> Of(NodeTiming timing) => new(StringComparer.Ordinal)
    {
        ["name"] = timing.Name,
        ["started_at"] = JsonValues.Timestamp(timing.StartedAt),
        ["completed_at"] = JsonValues.Timestamp(timing.CompletedAt),
    };

    private static IEnumerable<object?> Of(IEnumerable<Batch> batches) => batches.Select(batch => (object?)new List<object?> { Text(batch.Start), Text(batch.End) });

    private static string Text(DateTimeOffset time) => time.ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture);

    private static StoredResult Read(JsonElement result) => new(
        result.GetProperty("unique_id").GetString() ?? "",
        result.GetProperty("status").GetString() ?? "",
        result.TryGetProperty("batch_results", out var batches) && batches.ValueKind == JsonValueKind.Object
            ? new BatchResults(Batches(batches.GetProperty("successful")), Batches(batches.GetProperty("failed")))
            : null);

    private static List<Batch> Batches(JsonElement batches) => [.. batches.EnumerateArray().Select(batch => new Batch(batch[0].GetDateTimeOffset(), batch[1].GetDateTimeOffset()))];

    private static Dictionary<string, object?> Arguments(Invocation invocation)
    {
        var arguments = new Dictionary<string, object?>(invocation.Arguments, StringComparer.Ordinal);
        if (arguments.GetValueOrDefault("vars") is IReadOnlyDictionary<string, object?> vars)
            arguments["vars"] = vars.ToDictionary(pair => pair.Key, pair => pair.Key.StartsWith(SecretPrefix, StringComparison.Ordinal) ? "*****" : pair.Value, StringComparer.Ordinal);
        foreach (var name in LeftOut.Where(name => arguments.GetValueOrDefault(name) is false or null)) arguments.Remove(name);
        return arguments;
    }

    /// <summary>Told only where they are set.</summary>
    private static readonly string[] LeftOut = ["debug", "full_refresh", "fail_fast", "warn_error", "single_threaded", "log_cache_events", "store_failures", "use_experimental_parser"];
}

/// <summary>What an earlier run left.</summary>
/// <param name="Arguments">Of its call.</param>
public sealed record StoredRunResults(string? Invocation, IReadOnlyList<StoredResult> Results, IReadOnlyDictionary<string, object?> Arguments)
{
    /// <summary>By unique id, as <see cref="Selection.PreviousState.Results"/> has it.</summary>
    public IReadOnlyDictionary<string, string> Statuses => Results.GroupBy(result => result.UniqueId, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.Last().Status, StringComparer.Ordinal);
}

public sealed record StoredResult(string UniqueId, string Status, BatchResults? Batches);
