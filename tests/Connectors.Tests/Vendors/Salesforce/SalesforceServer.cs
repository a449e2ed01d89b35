using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace ControlPlane.Connectors.Tests.Vendors.Salesforce;

/// <summary>An organization's REST API, version 62.0: SOQL with locators of its own, bulk query jobs, tokens that tell no expiry.</summary>
internal sealed partial class SalesforceServer(SalesforceOrg org, TimeProvider time, int batch = 2000) : VendorServer
{
    public const string ClientSecret = "hush-consumer-5";
    public const string RefreshToken = "5Aep861";

    private const string Data = "/services/data/v62.0";
    private static readonly TimeSpan LongestQuery = TimeSpan.FromDays(2);
    private readonly HashSet<string> _tokens = [];
    private readonly Dictionary<string, (List<JsonObject> Rows, string Object, string[] Fields, DateTimeOffset At)> _locators = [];
    private readonly Dictionary<string, BulkJob> _jobs = [];

    public int TokensIssued { get; private set; }

    /// <summary>Every session ends, once, after so many more calls.</summary>
    public int EndSessionsAfter { get; set; } = -1;

    /// <summary>The day's calls are used up until then.</summary>
    public DateTimeOffset LimitedUntil { get; set; }

    /// <summary>The next bulk job fails.</summary>
    public bool FailNextJob { get; set; }

    public int Jobs => _jobs.Count;

    protected override VendorAnswer Answer(VendorRequest request)
    {
        if (request.Path == "/services/oauth2/token") return IssueToken(request);
        if (EndSessionsAfter == 0) _tokens.Clear();
        if (EndSessionsAfter >= 0) EndSessionsAfter--;
        if (request.Bearer is not { } token || !_tokens.Contains(token)) throw Refused(401, "INVALID_SESSION_ID", "Session expired or invalid");
        if (time.GetUtcNow() < LimitedUntil) throw Refused(403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.");
        return Route(request).With("Sforce-Limit-Info", $"api-usage={Requests.Count}/15000");
    }

    private VendorAnswer Route(VendorRequest request)
    {
        if (!request.Path.StartsWith(Data, StringComparison.Ordinal)) throw Refused(404, "NOT_FOUND", "The requested resource does not exist");
        return (request.Method, request.Path[Data.Length..].Split('/', StringSplitOptions.RemoveEmptyEntries)) switch
        {
            ("GET", ["query" or "queryAll"]) => Query(request),
            ("GET", ["query" or "queryAll", var locator]) => More(request, locator),
            ("POST", ["jobs", "query"]) => CreateJob(request),
            ("GET", ["jobs", "query", var job]) when _jobs.TryGetValue(job, out var found) => VendorAnswer.Ok(found.Poll(time.GetUtcNow())),
            ("GET", ["jobs", "query", var job, "results"]) when _jobs.TryGetValue(job, out var found) => Results(request, found),
            _ => throw Refused(404, "NOT_FOUND", "The requested resource does not exist"),
        };
    }

    private VendorAnswer IssueToken(VendorRequest request)
    {
        if (request.Method != "POST") throw new RefusedException(VendorAnswer.Of(400, new JsonObject { ["error"] = "invalid_request", ["error_description"] = "must use HTTP POST" }));
        var fields = request.FormFields;
        if (fields.Keys.FirstOrDefault(k => k is not ("grant_type" or "client_id" or "client_secret" or "refresh_token")) is { } unknown) throw Denied("invalid_request", $"unknown field {unknown}");
        if (request.Form("client_id") != "3MVG9" ) throw Denied("invalid_client_id", "client identifier invalid");
        if (request.Form("client_secret") != ClientSecret) throw Denied("invalid_client", "invalid client credentials");
        switch (request.Form("grant_type"))
        {
            case "client_credentials" when !fields.ContainsKey("refresh_token"): break;
            case "refresh_token" when request.Form("refresh_token") == RefreshToken: break;
            case "refresh_token": throw Denied("invalid_grant", "expired access/refresh token");
            default: throw Denied("unsupported_grant_type", "grant type not supported");
        }

        var token = $"00D5i!AQ{++TokensIssued:D4}";
        _tokens.Add(token);
        return VendorAnswer.Ok(new JsonObject
        {
            ["access_token"] = token, ["signature"] = "c2ln", ["scope"] = "api", ["instance_url"] = Url, ["id"] = $"{Url}/id/00D/005", ["token_type"] = "Bearer",
            ["issued_at"] = time.GetUtcNow().ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture),
        });
    }

    private VendorAnswer Query(VendorRequest request)
    {
        if (request.Unknown("q") is { } unknown) throw Refused(400, "MALFORMED_QUERY", $"unexpected parameter: {unknown}");
        var size = batch;
        if (request.Header("Sforce-Query-Options") is { } options)
        {
            if (!options.StartsWith("batchSize=", StringComparison.Ordinal) || !int.TryParse(options["batchSize=".Length..], out var asked) || asked is < 200 or > 2000) throw Refused(400, "INVALID_QUERY_OPTIONS", $"invalid batch size: {options}");
            size = Math.Min(size, asked);
        }

        var (name, fields, rows) = Select(request.Parameter("q") ?? throw Refused(400, "MALFORMED_QUERY", "A query string has to be specified"));
        if (!request.Path.EndsWith("/queryAll", StringComparison.Ordinal)) rows = [.. rows.Where(r => r["IsDeleted"]?.GetValue<bool>() != true)];
        var id = $"01g{_locators.Count:D12}";
        _locators[id] = (rows, name, fields, time.GetUtcNow());
        return Batch(id, 0, size);
    }

    private VendorAnswer More(VendorRequest request, string locator)
    {
        if (request.Query.Count > 0) throw Refused(400, "INVALID_QUERY_LOCATOR", "no parameters go with a query locator");
        var parts = locator.Split('-');
        if (parts.Length != 2 || !_locators.TryGetValue(parts[0], out var found) || time.GetUtcNow() - found.At > LongestQuery) throw Refused(400, "INVALID_QUERY_LOCATOR", "invalid query locator");
        return Batch(parts[0], int.Parse(parts[1], CultureInfo.InvariantCulture), batch);
    }

    private VendorAnswer Batch(string id, int from, int size)
    {
        var (rows, name, fields, _) = _locators[id];
        var body = new JsonObject { ["totalSize"] = rows.Count, ["done"] = from + size >= rows.Count };
        if (from + size < rows.Count) body["nextRecordsUrl"] = $"{Data}/query/{id}-{from + size}";
        body["records"] = new JsonArray([.. rows.Skip(from).Take(size).Select(r =>
        {
            var shown = new JsonObject { ["attributes"] = new JsonObject { ["type"] = name, ["url"] = $"{Data}/sobjects/{name}/{r["Id"]}" } };
            foreach (var field in fields) shown[field] = r[field]?.DeepClone();
            return (JsonNode)shown;
        })]);
        return VendorAnswer.Ok(body);
    }

    private VendorAnswer CreateJob(VendorRequest request)
    {
        var body = request.Json ?? throw Refused(400, "INVALIDJOB", "no body");
        if (body.FirstOrDefault(p => p.Key is not ("operation" or "query" or "contentType" or "columnDelimiter" or "lineEnding")).Key is { } unknown) throw Refused(400, "JSON_PARSER_ERROR", $"Unrecognized field \"{unknown}\"");
        if (body["operation"]?.ToString() is not ("query" or "queryAll")) throw Refused(400, "INVALIDJOB", "operation must be query or queryAll");
        var (name, fields, rows) = Select(body["query"]?.ToString() ?? "");
        var job = new BulkJob($"750R{_jobs.Count:D14}", name, fields, rows, time.GetUtcNow()) { Fails = FailNextJob };
        FailNextJob = false;
        _jobs[job.Id] = job;
        return VendorAnswer.Ok(job.View("UploadComplete"));
    }

    private static VendorAnswer Results(VendorRequest request, BulkJob job)
    {
        if (request.Unknown("maxRecords", "locator") is { } unknown) throw Refused(400, "INVALID_FIELD", $"unexpected parameter: {unknown}");
        if (!job.IsComplete) throw Refused(400, "INVALIDJOBSTATE", "Results are not available: the job is not complete");
        if (!int.TryParse(request.Parameter("maxRecords") ?? "100000", NumberStyles.None, CultureInfo.InvariantCulture, out var size) || size < 1) throw Refused(400, "INVALID_FIELD", "maxRecords must be positive");
        var from = 0;
        if (request.Parameter("locator") is { } locator && !job.Locators.TryGetValue(locator, out from)) throw Refused(400, "INVALID_LOCATOR", $"invalid locator: {locator}");
        var csv = job.Csv(from, size, out var next);
        return new VendorAnswer(200, csv, "text/csv").With("Sforce-Locator", next).With("Sforce-NumberOfRecords", Math.Min(size, job.Rows.Count - from).ToString(CultureInfo.InvariantCulture));
    }

    private (string Object, string[] Fields, List<JsonObject> Rows) Select(string soql)
    {
        var query = Soql().Match(soql);
        if (!query.Success) throw Refused(400, "MALFORMED_QUERY", $"unexpected token in: {soql}");
        var name = query.Groups["object"].Value;
        if (!SalesforceOrg.Knows(name)) throw Refused(400, "INVALID_TYPE", $"sObject type '{name}' is not supported.");
        var fields = query.Groups["fields"].Value.Split(',', StringSplitOptions.TrimEntries);
        if (fields.FirstOrDefault(f => !SalesforceOrg.HasField(name, f)) is { } missing) throw Refused(400, "INVALID_FIELD", $"No such column '{missing}' on entity '{name}'.");
        var from = Time(query.Groups["from"].Value);
        var to = Time(query.Groups["to"].Value);
        var rows = org.Rows(name).Where(r => SalesforceOrg.Modified(r) >= from && SalesforceOrg.Modified(r) <= to);
        return (name, fields, query.Groups["order"].Success ? [.. rows.OrderBy(SalesforceOrg.Modified).ThenBy(r => r["Id"]!.ToString(), StringComparer.Ordinal)] : [.. rows]);
    }

    private static DateTimeOffset Time(string literal) => DateTimeOffset.Parse(literal, CultureInfo.InvariantCulture);

    private static RefusedException Denied(string error, string description) => new(VendorAnswer.Of(400, new JsonObject { ["error"] = error, ["error_description"] = description }));

    private static RefusedException Refused(int status, string code, string message) => new(VendorAnswer.Of(status, new JsonArray(new JsonObject { ["message"] = message, ["errorCode"] = code })));

    [GeneratedRegex(@"^SELECT (?<fields>[\w, ]+) FROM (?<object>\w+) WHERE SystemModstamp >= (?<from>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z) AND SystemModstamp <= (?<to>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z)(?<order> ORDER BY SystemModstamp, Id)?$")]
    private static partial Regex Soql();
}

/// <summary>A bulk query job; it is done half a minute after it was made.</summary>
internal sealed class BulkJob(string id, string name, string[] fields, List<JsonObject> rows, DateTimeOffset at)
{
    public string Id => id;

    public List<JsonObject> Rows => rows;

    public bool Fails { get; init; }

    public bool IsComplete { get; private set; }

    public Dictionary<string, int> Locators { get; } = [];

    public JsonObject Poll(DateTimeOffset now)
    {
        if (Fails) return View("Failed");
        IsComplete = now - at >= TimeSpan.FromSeconds(30);
        return View(IsComplete ? "JobComplete" : now - at > TimeSpan.FromSeconds(5) ? "InProgress" : "UploadComplete");
    }

    public JsonObject View(string state) => new()
    {
        ["id"] = id, ["operation"] = "queryAll", ["object"] = name, ["state"] = state, ["contentType"] = "CSV", ["apiVersion"] = 62.0, ["lineEnding"] = "LF", ["columnDelimiter"] = "COMMA",
    };

    public string Csv(int from, int size, out string next)
    {
        next = "null";
        if (from + size < rows.Count)
        {
            next = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{id}/{from + size}"));
            Locators[next] = from + size;
        }

        var csv = new StringBuilder(string.Join(',', fields.Select(Quoted)) + "\n");
        foreach (var row in rows.Skip(from).Take(size)) csv.Append(string.Join(',', fields.Select(f => Quoted(Text(row[f]))))).Append('\n');
        return csv.ToString();
    }

    private static string Text(JsonNode? value) => value is null ? "" : value.GetValueKind() == System.Text.Json.JsonValueKind.String ? value.ToString() : value.ToJsonString();

    private static string Quoted(string text) => text.Length == 0 ? "" : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
