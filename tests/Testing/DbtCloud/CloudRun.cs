using System.Text.Json.Nodes;

namespace ControlPlane.Testing.DbtCloud;

/// <summary>A run as the local dbt Cloud holds it.</summary>
public sealed class CloudRun(long id, long job, string cause)
{
    public long Id => id;

    public long Job => job;

    public string Cause => cause;

    public DateTimeOffset CreatedAt { get; init; } = DateTimeOffset.UtcNow;

    public int Status { get; set; } = 1;

    /// <summary>Statuses that come next, one a look.</summary>
    public Queue<int> Ahead { get; init; } = [];

    /// <summary>Looks after the end before the artifacts are there.</summary>
    public int LooksUntilSaved { get; set; }

    public long? Retrying { get; init; }

    public List<string> Steps { get; } = ["Clone git repository", "Create profile from connection Warehouse", "Invoke dbt with `dbt build`"];

    /// <summary>By step and path.</summary>
    public Dictionary<(int Step, string Path), string> Artifacts { get; } = [];

    public bool IsComplete => Status is 10 or 20 or 30;

    public void Look()
    {
        if (IsComplete) LooksUntilSaved--;
        if (Ahead.TryDequeue(out var next)) Status = next;
    }

    public JsonObject ToJson(long account, IReadOnlyCollection<string> related) => new()
    {
        ["id"] = Id,
        ["trigger_id"] = Id + 1,
        ["account_id"] = account,
        ["environment_id"] = 5,
        ["project_id"] = 6,
        ["job_definition_id"] = Job,
        ["status"] = Status,
        ["dbt_version"] = "versionless",
        ["git_branch"] = null,
        ["status_message"] = Status == 20 ? "Reason: `dbt build` failed" : null,
        ["created_at"] = CreatedAt.ToString("yyyy-MM-dd HH:mm:ss.ffffff+00:00", null),
        ["started_at"] = Status > 2 ? CreatedAt.AddSeconds(1).ToString("yyyy-MM-dd HH:mm:ss.ffffff+00:00", null) : null,
        ["finished_at"] = IsComplete ? CreatedAt.AddSeconds(61).ToString("yyyy-MM-dd HH:mm:ss.ffffff+00:00", null) : null,
        ["artifacts_saved"] = IsComplete && LooksUntilSaved <= 0,
        ["trigger"] = related.Contains("trigger") ? new JsonObject { ["id"] = Id + 1, ["cause"] = Cause } : null,
        ["run_steps"] = related.Contains("run_steps") ? new JsonArray([.. Steps.Select((name, index) => new JsonObject { ["id"] = index, ["index"] = index + 1, ["name"] = name, ["status"] = Status, ["logs"] = "" })]) : new JsonArray(),
        ["status_humanized"] = "…",
        ["in_progress"] = !IsComplete,
        ["is_complete"] = IsComplete,
        ["duration"] = "00:01:00",
        ["href"] = $"https://cloud.example/runs/{Id}/",
        ["can_retry"] = Status == 20,
        ["retrying_run_id"] = Retrying,
    };
}
