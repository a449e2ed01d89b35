using System.Text.Json.Nodes;
using ControlPlane.Testing.Dagster.GraphQl;
using Microsoft.AspNetCore.Http;

namespace ControlPlane.Testing.Dagster;

/// <summary>A local Dagster that holds callers to its schema, and to its habit of answering 200 to most errors.</summary>
public sealed class DagsterServer : IAsyncDisposable
{
    public const string Token = "user:s3cret-token";
    public const string Path = "/prod/graphql";

    private readonly Executor _executor;

    private TestSource _source = null!;
    private int _ids;

    private DagsterServer()
    {
        using var schema = new StreamReader(typeof(DagsterServer).Assembly.GetManifestResourceStream("schema.graphql")!);
        _executor = new Executor(Schema.Parse(schema.ReadToEnd()), Resolve);
    }

    /// <summary>In the order in which they were launched.</summary>
    public List<JsonObject> Runs { get; } = [];

    public List<JsonObject> Backfills { get; } = [];

    /// <summary>By run.</summary>
    public Dictionary<string, List<JsonObject>> Events { get; } = [];

    /// <summary>Statuses that a run or backfill goes through as it is looked at.</summary>
    public Dictionary<string, Queue<string>> Ahead { get; } = [];

    /// <summary>Answers in place of the server's own, first come first.</summary>
    public Queue<Func<HttpContext, Task>> Faults { get; } = [];

    /// <summary>Answers of fields in place of the server's own. What a mutation changes is changed all the same where <see cref="ActsAllTheSame"/>.</summary>
    public Dictionary<string, Queue<JsonObject>> Answers { get; } = [];

    /// <summary>Statuses that a new run goes through.</summary>
    public string[] Course { get; set; } = ["STARTED", "SUCCESS"];

    public bool ActsAllTheSame { get; set; }

    public int MaxPage { get; set; } = 1000;

    public string Url => _source.Url + Path;

    public IEnumerable<SeenRequest> Requests => _source.Requests;

    public static async Task<DagsterServer> StartAsync()
    {
        var server = new DagsterServer();
        server._source = await TestSource.StartAsync(async (context, seen, _) =>
        {
            if (server.Faults.TryDequeue(out var fault)) await fault(context);
            else await server.AnswerAsync(context, seen);
        });
        return server;
    }

    public int Count(string field) => Requests.Count(request => request.Body.Contains($"{field}(", StringComparison.Ordinal));

    public JsonObject AddRun(string status, params (string Key, string Value)[] tags)
    {
        var id = $"run-{++_ids}";
        var run = new JsonObject
        {
            ["__typename"] = "Run",
            ["id"] = id,
            ["runId"] = id,
            ["jobName"] = "nightly",
            ["status"] = status,
            ["creationTime"] = 1_800_000_000.5,
            ["startTime"] = 1_800_000_001.5,
            ["endTime"] = status is "SUCCESS" or "FAILURE" ? 1_800_000_061.5 : null,
            ["tags"] = new JsonArray([.. tags.Select(tag => new JsonObject { ["key"] = tag.Key, ["value"] = tag.Value })]),
            ["parentRunId"] = tags.Where(tag => tag.Key == "dagster/parent_run_id").Select(tag => tag.Value).FirstOrDefault(),
        };
        Runs.Add(run);
        return run;
    }

    public ValueTask DisposeAsync() => _source.DisposeAsync();

    private async Task AnswerAsync(HttpContext context, SeenRequest seen)
    {
        context.Response.ContentType = "application/json";
        if (seen.Headers.GetValueOrDefault("Dagster-Cloud-Api-Token") != Token || seen.Headers.ContainsKey("Authorization"))
        {
            context.Response.StatusCode = 401;
            await context.Response.WriteAsync("""{"error": "unauthorized"}""");
            return;
        }
        if (seen.Method != "POST" || seen.Path != Path || seen.Query.Length > 0)
        {
            context.Response.StatusCode = 404;
            return;
        }
        try
        {
            var request = JsonNode.Parse(seen.Body)!.AsObject();
            if (request.Any(pair => pair.Key is not ("query" or "variables" or "operationName"))) throw new GraphQlException("Unknown key in the request");
            JsonObject data;
            lock (Runs) data = _executor.Execute((string)request["query"]!, request["variables"]?.AsObject() ?? []);
            await context.Response.WriteAsync(new JsonObject { ["data"] = data }.ToJsonString());
        }
        catch (GraphQlException exception)
        {
            context.Response.StatusCode = 400;
            await context.Response.WriteAsync(new JsonObject { ["errors"] = new JsonArray(new JsonObject { ["message"] = exception.Message }) }.ToJsonString());
        }
    }

    private JsonObject Resolve(string field, JsonObject arguments)
    {
        if (!Answers.TryGetValue(field, out var answers) || !answers.TryDequeue(out var answer)) return Own(field, arguments);
        if (ActsAllTheSame) Own(field, arguments);
        return answer;
    }

    private JsonObject Own(string field, JsonObject arguments) => field switch
    {
        "launchRun" => Launch(arguments["executionParams"]!),
        "launchRunReexecution" => Success(AddRun("QUEUED", ("dagster/parent_run_id", (string)arguments["reexecutionParams"]!["parentRunId"]!))),
        "launchPartitionBackfill" => LaunchBackfill(arguments["backfillParams"]!),
        "terminateRun" => Terminate((string)arguments["runId"]!),
        "cancelPartitionBackfill" => CancelBackfill((string)arguments["backfillId"]!),
        "runOrError" => Look(Runs, "runId", (string)arguments["runId"]!) ?? Error("RunNotFoundError", $"Run {arguments["runId"]} could not be found.", ("runId", (string)arguments["runId"]!)),
        "runsOrError" => ListRuns(arguments),
        "partitionBackfillOrError" => Look(Backfills, "id", (string)arguments["backfillId"]!) ?? Error("BackfillNotFoundError", "Backfill could not be found.", ("backfillId", (string)arguments["backfillId"]!)),
        "partitionBackfillsOrError" => new JsonObject { ["__typename"] = "PartitionBackfills", ["results"] = Page(Backfills, "id", arguments) },
        "logsForRun" => Logs(arguments),
        _ => throw new GraphQlException($"nobody answers {field}"),
    };

    public static JsonObject Error(string type, string message, params (string Key, string Value)[] more)
    {
        var error = new JsonObject { ["__typename"] = type, ["message"] = message };
        foreach (var (key, value) in more) error[key] = value;
        return error;
    }

    private JsonObject Launch(JsonNode parameters)
    {
        var selector = parameters["selector"]!;
        if ((string?)selector["repositoryName"] != "__repository__" || (string?)selector["jobName"] is not ("nightly" or "__ASSET_JOB"))
            return Error("PipelineNotFoundError", $"Could not find Pipeline {selector["repositoryLocationName"]}.{selector["repositoryName"]}.{selector["jobName"]}");
        var run = AddRun("QUEUED", Tags(parameters["executionMetadata"]?["tags"]));
        Ahead[(string)run["runId"]!] = new(Course);
        return Success(run);
    }

    private static JsonObject Success(JsonObject run) => new() { ["__typename"] = "LaunchRunSuccess", ["run"] = run.DeepClone() };

    private JsonObject LaunchBackfill(JsonNode parameters)
    {
        if (parameters["assetSelection"] is null == parameters["selector"] is null) return Error("PythonError", "exactly one of selector and assetSelection");
        if (parameters["partitionNames"] is null == (parameters["allPartitions"] is null)) return Error("PythonError", "exactly one of partitionNames and allPartitions");
        var id = $"backfill-{++_ids}";
        Backfills.Add(new JsonObject
        {
            ["__typename"] = "PartitionBackfill",
            ["id"] = id,
            ["status"] = "REQUESTED",
            ["numPartitions"] = parameters["partitionNames"]?.AsArray().Count ?? 3,
            ["timestamp"] = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() / 1000.0,
            ["tags"] = parameters["tags"]?.DeepClone() ?? new JsonArray(),
        });
        return new JsonObject { ["__typename"] = "LaunchBackfillSuccess", ["backfillId"] = id };
    }

    private JsonObject Terminate(string id)
    {
        if (Runs.FirstOrDefault(run => (string)run["runId"]! == id) is not { } run) return Error("RunNotFoundError", $"Run {id} could not be found.", ("runId", id));
        if ((string)run["status"]! is "SUCCESS" or "FAILURE" or "CANCELED")
            return new JsonObject { ["__typename"] = "TerminateRunFailure", ["message"] = $"Run {id} could not be terminated due to having status {run["status"]}.", ["run"] = run.DeepClone() };
        run["status"] = "CANCELING";
        Ahead[id] = new(["CANCELED"]);
        return new JsonObject { ["__typename"] = "TerminateRunSuccess", ["run"] = run.DeepClone() };
    }

    private JsonObject CancelBackfill(string id)
    {
        Backfills.Single(backfill => (string)backfill["id"]! == id)["status"] = "CANCELING";
        Ahead[id] = new(["CANCELED"]);
        return new JsonObject { ["__typename"] = "CancelBackfillSuccess", ["backfillId"] = id };
    }

    private JsonObject? Look(List<JsonObject> all, string key, string id)
    {
        var found = all.FirstOrDefault(one => (string)one[key]! == id);
        if (found is not null && Ahead.TryGetValue(id, out var statuses) && statuses.TryDequeue(out var next)) found["status"] = next;
        return found;
    }

    private JsonObject ListRuns(JsonObject arguments)
    {
        var wanted = Tags(arguments["filter"]?["tags"]);
        var found = Runs.Where(run => wanted.All(tag => Tags(run["tags"]).Contains(tag))).ToList();
        return new JsonObject { ["__typename"] = "Runs", ["results"] = Page(found, "runId", arguments) };
    }

    /// <summary>Newest first; the cursor is the last one of the page before.</summary>
    private JsonArray Page(List<JsonObject> all, string key, JsonObject arguments)
    {
        var newestFirst = all.AsEnumerable().Reverse();
        if ((string?)arguments["cursor"] is { } cursor) newestFirst = newestFirst.SkipWhile(one => (string)one[key]! != cursor).Skip(1);
        return new JsonArray([.. newestFirst.Take(Math.Min((int?)arguments["limit"] ?? MaxPage, MaxPage)).Select(one => one.DeepClone())]);
    }

    private JsonObject Logs(JsonObject arguments)
    {
        var id = (string)arguments["runId"]!;
        var events = Events.GetValueOrDefault(id) ?? [];
        var from = int.Parse((string?)arguments["afterCursor"] ?? "0", null);
        var page = events.Skip(from).Take(Math.Min((int?)arguments["limit"] ?? MaxPage, MaxPage)).Select(item => item.DeepClone()).ToArray();
        return new JsonObject { ["__typename"] = "EventConnection", ["events"] = new JsonArray(page), ["cursor"] = $"{from + page.Length}", ["hasMore"] = from + page.Length < events.Count };
    }

    private static (string Key, string Value)[] Tags(JsonNode? tags) => [.. (tags?.AsArray() ?? []).Select(tag => ((string)tag!["key"]!, (string)tag["value"]!))];
}
