using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace ControlPlane.Testing.DbtCloud;

/// <summary>A local dbt Cloud that holds callers to the contract of its API v2: paths with their slashes, parameters, bodies, limits.</summary>
public sealed class CloudServer : IAsyncDisposable
{
    public const string Token = "dbtc_s3cret+token/=";
    public const long Account = 12;
    public const long Job = 34;

    private static readonly string[] TriggerKeys =
    [
        "cause", "git_sha", "git_branch", "schema_override", "dbt_version_override", "threads_override", "target_name_override", "generate_docs_override", "timeout_seconds_override", "steps_override",
        "azure_pull_request_id", "github_pull_request_id", "gitlab_merge_request_id",
    ];

    private static readonly string[] ListKeys =
        ["job_definition_id", "project_id", "environment_id", "status", "status__in", "created_at__range", "finished_at__range", "id__gt", "include_related", "order_by", "limit", "offset"];

    private TestSource _source = null!;

    public List<CloudRun> Runs { get; } = [];

    /// <summary>Answers in place of the server's own, first come first; false leaves the request to the server.</summary>
    public Queue<Func<HttpContext, SeenRequest, Task<bool>>> Faults { get; } = [];

    /// <summary>Statuses that a new run goes through.</summary>
    public int[] Course { get; set; } = [3, 10];

    public bool ListsLeaveTriggersOut { get; set; }

    /// <summary>Runs are made although the answer is an error, as many times.</summary>
    public int LostAnswers { get; set; }

    public string Url => _source.Url;

    public IEnumerable<SeenRequest> Requests => _source.Requests;

    public int Triggers => Requests.Count(request => request is { Method: "POST" } && request.Path.EndsWith("/run/", StringComparison.Ordinal));

    public static async Task<CloudServer> StartAsync()
    {
        var server = new CloudServer();
        server._source = await TestSource.StartAsync(async (context, seen, _) =>
        {
            if (server.Faults.TryPeek(out var fault) && await fault(context, seen))
            {
                server.Faults.Dequeue();
                return;
            }
            lock (server.Runs) server.Answer(context, seen);
            await context.Response.CompleteAsync();
        });
        return server;
    }

    public CloudRun Add(CloudRun run)
    {
        Runs.Add(run);
        return run;
    }

    public ValueTask DisposeAsync() => _source.DisposeAsync();

    private void Answer(HttpContext context, SeenRequest seen)
    {
        var prefix = $"/api/v2/accounts/{Account}/";
        if (seen.Headers.GetValueOrDefault("Authorization") != $"Token {Token}") Refuse(context, 401, "Invalid token");
        else if (!seen.Path.StartsWith(prefix, StringComparison.Ordinal)) Refuse(context, 404, "Not found");
        else Route(context, seen, seen.Path[prefix.Length..].Split('/'));
    }

    private void Route(HttpContext context, SeenRequest seen, string[] path)
    {
        switch (seen.Method, path)
        {
            case ("POST", ["jobs", var job, "run", ""]) when job == $"{Job}":
                Trigger(context, seen);
                break;
            case ("GET", ["runs", ""]):
                List(context);
                break;
            case ("GET", ["runs", var id, ""]) when Find(id) is { } run && Known(context, ["include_related"]):
                run.Look();
                Send(context, run.ToJson(Account, Related(context)));
                break;
            case ("POST", ["runs", var id, "cancel", ""]) when Find(id) is { } run && seen.Body.Length == 0:
                Cancel(context, run);
                break;
            case ("POST", ["runs", var id, "retry", ""]) when Find(id) is { } run && seen.Body.Length == 0:
                if (run.Status != 20) Refuse(context, 400, "Run cannot be retried");
                else Created(context, Add(new CloudRun(Runs.Max(r => r.Id) + 1, run.Job, "Retry") { Retrying = run.Id, Ahead = new(Course) }));
                break;
            case ("GET", ["runs", var id, "artifacts", ""]) when Find(id) is { IsComplete: true, LooksUntilSaved: <= 0 } run:
                Send(context, new JsonArray([.. run.Artifacts.Keys.Select(key => key.Path).Distinct().Select(path => JsonValue.Create(path))]));
                break;
            case ("GET", ["runs", var id, "artifacts", .. var rest]) when Find(id) is { IsComplete: true, LooksUntilSaved: <= 0 } run && Known(context, ["step"]):
                Artifact(context, run, Uri.UnescapeDataString(string.Join('/', rest)));
                break;
            default:
                Refuse(context, 404, "Not found");
                break;
        }
    }

    private void Trigger(HttpContext context, SeenRequest seen)
    {
        var body = JsonNode.Parse(seen.Body)!.AsObject();
        if (body.Select(pair => pair.Key).Except(TriggerKeys).FirstOrDefault() is { } unknown) Refuse(context, 400, $"Unknown field {unknown}");
        else if (string.IsNullOrEmpty((string?)body["cause"])) Refuse(context, 400, "cause is required");
        else if (body.Any(pair => pair.Value is null)) Refuse(context, 400, "null is no override");
        else Created(context, Add(new CloudRun(Runs.Select(r => r.Id).DefaultIfEmpty(100).Max() + 1, Job, (string)body["cause"]!) { Ahead = new(Course) }));
    }

    private void Created(HttpContext context, CloudRun run)
    {
        if (LostAnswers-- > 0) context.Abort();
        else Send(context, run.ToJson(Account, ["trigger"]));
    }

    private void List(HttpContext context)
    {
        var query = context.Request.Query;
        var limit = query.TryGetValue("limit", out var asked) ? int.Parse(asked!, CultureInfo.InvariantCulture) : 100;
        var offset = query.TryGetValue("offset", out var from) ? int.Parse(from!, CultureInfo.InvariantCulture) : 0;
        if (!Known(context, ListKeys)) Refuse(context, 400, "Unknown parameter");
        else if (limit is < 1 or > 100) Refuse(context, 400, "limit must be between 1 and 100");
        else
        {
            var found = Runs.Where(run => !query.TryGetValue("job_definition_id", out var job) || job == $"{run.Job}").Where(run => !query.TryGetValue("status", out var status) || status == $"{run.Status}").ToList();
            var ordered = query["order_by"] == "-id" ? found.OrderByDescending(run => run.Id) : found.OrderBy(run => run.Id);
            var related = ListsLeaveTriggersOut ? [] : Related(context);
            var page = ordered.Skip(offset).Take(limit).Select(run => run.ToJson(Account, related)).ToArray<JsonNode>();
            Send(context, new JsonArray(page), new JsonObject { ["filters"] = new JsonObject(), ["order_by"] = "-id", ["pagination"] = new JsonObject { ["count"] = page.Length, ["total_count"] = found.Count } });
        }
    }

    private static void Cancel(HttpContext context, CloudRun run)
    {
        if (run.IsComplete)
        {
            Refuse(context, 400, "Run is not in progress");
            return;
        }
        run.Ahead.Clear();
        run.Ahead.Enqueue(30);
        Send(context, run.ToJson(Account, []));
    }

    private static void Artifact(HttpContext context, CloudRun run, string path)
    {
        var step = context.Request.Query.TryGetValue("step", out var asked) ? int.Parse(asked!, CultureInfo.InvariantCulture) : run.Steps.Count;
        if (!run.Artifacts.TryGetValue((step, path), out var content)) Refuse(context, 404, "Artifact not found");
        else Write(context, 200, content);
    }

    private CloudRun? Find(string id) => Runs.FirstOrDefault(run => $"{run.Id}" == id);

    private static bool Known(HttpContext context, string[] keys) => context.Request.Query.Keys.All(keys.Contains);

    private static List<string> Related(HttpContext context) =>
        context.Request.Query.TryGetValue("include_related", out var related) ? JsonSerializer.Deserialize<List<string>>((string)related!)! : [];

    private static void Refuse(HttpContext context, int status, string message) => Write(context, status, new JsonObject
    {
        ["data"] = null,
        ["status"] = new JsonObject { ["code"] = status, ["is_success"] = false, ["user_message"] = message, ["developer_message"] = "" },
    }.ToJsonString());

    private static void Send(HttpContext context, JsonNode data, JsonObject? extra = null)
    {
        var answer = new JsonObject { ["data"] = data, ["status"] = new JsonObject { ["code"] = 200, ["is_success"] = true, ["user_message"] = "Success!", ["developer_message"] = "" } };
        if (extra is not null) answer["extra"] = extra;
        Write(context, 200, answer.ToJsonString());
    }

    private static void Write(HttpContext context, int status, string json)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        context.Response.WriteAsync(json).GetAwaiter().GetResult();
    }
}
