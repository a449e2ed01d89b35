using System.Collections.Concurrent;
using ControlPlane.Testing;
using Microsoft.AspNetCore.Http;

namespace ControlPlane.Connectors.Tests.Async;

/// <summary>A bulk API in the manner of Salesforce's: a job is created, worked on, read in parts, and deleted. It refuses what is out of order.</summary>
internal sealed class BulkSource : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, Job> _jobs = new();
    private TestSource _server = null!;
    private int _next;

    public string Url => _server.Url;

    public IReadOnlyCollection<SeenRequest> Requests => _server.Requests;

    /// <summary>The states that a job goes through, one per poll, by its query; the last one stays.</summary>
    public Func<string, int, string[]> States { get; init; } = (_, _) => ["InProgress", "JobComplete"];

    public int MostAtOnce { get; private set; }

    public IEnumerable<string> Aborted => _jobs.Where(j => j.Value.State == "Aborted").Select(j => j.Key);

    public IEnumerable<string> Left => _jobs.Where(j => !j.Value.Deleted).Select(j => j.Key);

    public async Task<BulkSource> StartAsync()
    {
        _server = await TestSource.StartAsync(AnswerAsync);
        return this;
    }

    /// <summary>A manifest that reads the source; <paramref name="more"/> goes into the retriever.</summary>
    public string Manifest(string more = "", string stream = "", string source = "") => $$$"""
        version: 6.0.0
        check: {type: CheckStream, stream_names: [accounts]}
        {{{source}}}
        definitions:
          job: {type: HttpRequester, url_base: "{{{Url}}}", path: "/jobs/{{ creation_response.id }}"}
        streams:
          - name: accounts
            primary_key: id
        {{{stream}}}
            retriever:
              type: AsyncRetriever
              status_mapping: {running: [UploadComplete, InProgress], completed: [JobComplete], failed: [Failed], timeout: [TooLate], skipped: [Nothing]}
              status_extractor: {field_path: [state]}
              download_target_extractor: {field_path: [parts, "*", url]}
              creation_requester:
                url_base: "{{{Url}}}"
                path: /jobs
                http_method: POST
                request_body_json: {query: "FROM {{ stream_slice.get('start_time', 'all') }}"}
              polling_requester: "#/definitions/job"
              download_requester:
                url: "{{{Url}}}{{ download_target }}"
                request_headers: {X-Job: "{{ creation_response['id'] }}", X-State: "{{ polling_response.state }}", X-Trace: "{{ creation_response.headers['x-trace'] }}"}
              download_extractor: {field_path: [rows]}
              record_selector: {extractor: {field_path: [ignored]}, record_filter: {condition: "{{ record.id != 'x' }}"}}
        {{{more}}}
        """;

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task AnswerAsync(HttpContext context, SeenRequest request, int number)
    {
        var parts = request.Path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var (status, body) = (request.Method, parts) switch
        {
            ("POST", ["jobs"]) => Create(System.Text.Json.Nodes.JsonNode.Parse(request.Body)!["query"]!.ToString()),
            ("GET", ["jobs", var id]) when _jobs.TryGetValue(id, out var job) => Poll(id, job),
            ("GET", ["jobs", var id, "parts", var part]) when _jobs.TryGetValue(id, out var job) && job.State == "JobComplete"
                && request.Headers["X-Job"] == id && request.Headers["X-State"] == "JobComplete" && request.Headers["X-Trace"] == $"t{id}"
                => (200, $$"""{"rows":[{"id":"{{id}}-{{part}}","query":"{{job.Query}}"},{"id":"x"}]}"""),
            ("PATCH", ["jobs", var id]) when _jobs.TryGetValue(id, out var job) && job.State is not "JobComplete" => End(job, "Aborted"),
            ("POST", ["jobs", var id, "abort"]) when _jobs.TryGetValue(id, out var job) && job.State is not "JobComplete" => End(job, "Aborted"),
            ("POST", ["jobs", var id, "delete"]) when _jobs.TryGetValue(id, out var job) && job.State is "JobComplete" => Delete(job),
            _ => (400, $$"""{"message":"out of order: {{request.Method}} {{request.Path}}"}"""),
        };
        if (parts.Length > 0 && status == 201) context.Response.Headers["X-Trace"] = $"t{_next}";
        context.Response.StatusCode = status;
        if (status != 204) await context.Response.WriteAsync(body);
    }

    private (int, string) Create(string query)
    {
        var attempt = _jobs.Values.Count(j => j.Query == query) + 1;
        var id = Interlocked.Increment(ref _next).ToString(System.Globalization.CultureInfo.InvariantCulture);
        _jobs[id] = new(query, new Queue<string>(States(query, attempt)));
        lock (_jobs) MostAtOnce = Math.Max(MostAtOnce, _jobs.Values.Count(j => j.State is "UploadComplete" or "InProgress"));
        return (201, $$"""{"id":"{{id}}","state":"UploadComplete"}""");
    }

    private static (int, string) Poll(string id, Job job)
    {
        if (job.State is not "Aborted") job.State = job.States.Count > 1 ? job.States.Dequeue() : job.States.Peek();
        return (200, $$"""{"id":"{{id}}","state":"{{job.State}}","parts":[{"url":"/jobs/{{id}}/parts/1"},{"url":"/jobs/{{id}}/parts/2"}]}""");
    }

    private static (int, string) End(Job job, string state)
    {
        job.State = state;
        return (200, "{}");
    }

    private static (int, string) Delete(Job job)
    {
        job.Deleted = true;
        return (204, "");
    }

    private sealed class Job(string query, Queue<string> states)
    {
        public string Query => query;

        public Queue<string> States => states;

        public string State { get; set; } = "UploadComplete";

        public bool Deleted { get; set; }
    }
}
