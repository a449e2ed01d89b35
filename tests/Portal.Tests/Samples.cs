using System.Text.Json;
using System.Text.Json.Nodes;

namespace ControlPlane.Portal.Tests;

/// <summary>What the APIs would tell.</summary>
internal static class Samples
{
    public static readonly Guid Run = Guid.Parse("019b0c7e-1111-7abc-8def-0123456789ab");
    public static readonly Guid Failed = Guid.Parse("019b0c7e-2222-7abc-8def-fedcba987654");

    public static void Fill(PlayedApi api)
    {
        api.Answers["/v1/tenants"] = """
            {"tenants":[
              {"tenant":"acme-dev","blueprint":"github-events","generation":3,"state":"Active","conditions":[
                {"type":"Provisioned","status":"True","reason":"Converged","message":"Everything is as declared."},
                {"type":"Synced","status":"True","reason":"Passed","message":"The last pass succeeded."},
                {"type":"Drifted","status":"False","reason":"AsDeclared","message":"Nothing differs."}]},
              {"tenant":"initech-prod","blueprint":"github-events","generation":12,"state":"Active","conditions":[
                {"type":"Drifted","status":"True","reason":"GrantMissing","message":"Role INITECH_PROD_READER lacks SELECT on schema MARTS; apply the plan to repair it."},
                {"type":"Synced","status":"Unknown","reason":"Unavailable","message":"The warehouse did not answer."}]}
            ],"next":null}
            """;
        api.Answers["/v1/tenants/acme-dev/usage"] = """{"credits":{"used":1.75,"quota":50}}""";
        api.Answers["/v1/tenants/initech-prod/usage"] = $$"""{"tenant":"initech-prod","quotaCredits":1000,"months":[{"month":"{{DateTime.UtcNow:yyyy-MM}}","seconds":9000,"credits":812.4},{"month":"2020-01","credits":5}]}""";
        var (succeeded, failed) = (Succeeded(), FailedRun());
        api.Answers["/v1/runs"] = new JsonObject { ["items"] = new JsonArray(succeeded["summary"]!.DeepClone(), failed["summary"]!.DeepClone()), ["next"] = Failed.ToString() }.ToJsonString();
        api.Answers[$"/v1/runs/{Run}"] = succeeded.ToJsonString();
        api.Answers[$"/v1/runs/{Failed}"] = failed.ToJsonString();
    }

    public static JsonNode Succeeded(string status = "Succeeded") => JsonSerializer.SerializeToNode(new
    {
        summary = Summary(Run, status, null),
        stages = new[]
        {
            Stage("sync", "github-events", "Succeeded", 0, 7702, 0, 2140),
            Stage("validate", "github-events/events", "Succeeded", 7702, 7699, 3, 310),
            Stage("load", "github-events/events", "Succeeded", 7699, 7699, 0, 450),
            Stage("transform", "stg_github_events", "Succeeded", 7699, 7699, 0, 120),
            Stage("transform", "github_events_daily", status == "Running" ? "Running" : "Succeeded", 7699, 1204, 0, 96),
            Stage("test", "github_events_daily", status == "Running" ? "Pending" : "Succeeded", 1204, 1204, 0, 64),
            Stage("activate", "repositories-to-crm", status == "Running" ? "Pending" : "Succeeded", 1204, 1204, 0, 890),
            Stage("refresh", "github-events", status == "Running" ? "Pending" : "Succeeded", 0, 0, 0, 1330),
        },
        ledger = new
        {
            complete = status != "Running",
            balanced = status != "Running",
            batches = new[] { new { batch = Guid.NewGuid(), source = "github-events", stream = "events", read = 7702, rejected = 3, landed = 7699, loaded = 7699, final = true, balanced = true } },
            activations = new[] { new { activation = "repositories-to-crm", selected = 1204, created = 1200, updated = 4, unchanged = 0, failed = 0, final = status != "Running", balanced = true } },
        },
        marts = new[] { new { name = "github_events_daily", rows = 1204 } },
    }, JsonSerializerOptions.Web)!;

    private static JsonNode FailedRun() => JsonSerializer.SerializeToNode(new
    {
        summary = Summary(Failed, "Failed", "Stream events was refused: 812 of 4,000 rows (20.3 %) break the contract, more than the declared 5 %."),
        stages = new[]
        {
            Stage("sync", "github-events", "Succeeded", 0, 4000, 0, 1610),
            Stage("validate", "github-events/events", "Failed", 4000, 0, 812, 205, "812 of 4,000 rows break the contract: field created_at is missing (810), id is not a string (2)."),
        },
        ledger = new
        {
            complete = true,
            balanced = false,
            batches = new[] { new { batch = Guid.NewGuid(), source = "github-events", stream = "events", read = 4000, rejected = 812, landed = 3188, loaded = 0, final = true, balanced = false } },
            activations = Array.Empty<object>(),
        },
        marts = Array.Empty<object>(),
    }, JsonSerializerOptions.Web)!;

    private static object Summary(Guid run, string status, string? error) => new
    {
        run,
        tenant = "acme-dev",
        status,
        trigger = "schedule",
        sources = new[] { "github-events" },
        startedAt = DateTimeOffset.UtcNow.AddMinutes(-4),
        finishedAt = status == "Running" ? (DateTimeOffset?)null : DateTimeOffset.UtcNow.AddMinutes(-4).AddSeconds(5.4),
        error,
    };

    private static object Stage(string stage, string name, string status, long rowsIn, long rowsOut, long rejected, long durationMs, string? error = null) => new
    {
        stage,
        name,
        status,
        startedAt = DateTimeOffset.UtcNow,
        finishedAt = DateTimeOffset.UtcNow,
        durationMs,
        rowsIn,
        rowsOut,
        rowsRejected = rejected,
        error,
    };
}
