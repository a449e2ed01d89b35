using System.Globalization;
using System.Text.Json.Nodes;

namespace ControlPlane.Connectors.Tests.Vendors.HubSpot;

/// <summary>HubSpot's CRM API, version 3: lists by 100, a search that shows 10,000 results at 4 calls a second, properties only when named.</summary>
internal sealed class HubSpotServer(HubSpotAccount account, TimeProvider time, int searchesPerSecond = 4, int callsPerTenSeconds = 100) : VendorServer
{
    public const string PrivateToken = "pat-eu1-4f7d";
    public const string RefreshToken = "refresh-77e1";
    public const string ClientSecret = "hush-secret-9";

    private const int LongestAddress = 16_000;
    private const int Reachable = 10_000;
    private readonly CallWindow _calls = new(callsPerTenSeconds, TimeSpan.FromSeconds(10), time);
    private readonly CallWindow _searches = new(searchesPerSecond, TimeSpan.FromSeconds(1), time);
    private readonly HashSet<string> _cursors = [];
    private readonly Dictionary<string, DateTimeOffset> _issued = [];

    public int TokensIssued => _issued.Count;

    /// <summary>Every token that is out expires, once, after so many more calls.</summary>
    public int ExpireAfter { get; set; } = -1;

    protected override VendorAnswer Answer(VendorRequest request)
    {
        if (request is { Method: "POST", Path: "/oauth/v1/token" }) return IssueToken(request);
        Authenticate(request);
        var search = request.Path.EndsWith("/search", StringComparison.Ordinal);
        if (search && !_searches.Take()) throw Limited("You have reached your secondly limit.", "SECONDLY");
        if (!_calls.Take()) throw Limited("You have reached your ten_secondly_rolling limit.", "TEN_SECONDLY_ROLLING");
        var answer = (request.Method, request.Path.Split('/', StringSplitOptions.RemoveEmptyEntries)) switch
        {
            ("GET", ["crm", "v3", "objects", var kind]) when account.Knows(kind) => List(request, kind),
            ("POST", ["crm", "v3", "objects", var kind, "search"]) when account.Knows(kind) => Search(request, kind),
            ("GET", ["crm", "v3", "properties", var kind]) when account.Knows(kind) => Properties(request, kind),
            _ => throw Refused(404, "OBJECT_NOT_FOUND", $"No handler found for {request.Method} {request.Path}"),
        };
        return search ? answer : answer.With("X-HubSpot-RateLimit-Max", "100").With("X-HubSpot-RateLimit-Remaining", _calls.Remaining.ToString(CultureInfo.InvariantCulture)).With("X-HubSpot-RateLimit-Interval-Milliseconds", "10000");
    }

    private VendorAnswer IssueToken(VendorRequest request)
    {
        if (request.FormFields.Keys.FirstOrDefault(k => k is not ("grant_type" or "client_id" or "client_secret" or "refresh_token" or "redirect_uri")) is { } unknown) throw Refused(400, "VALIDATION_ERROR", $"unknown field {unknown}");
        if (request.Form("grant_type") != "refresh_token") throw Refused(400, "VALIDATION_ERROR", "unsupported grant_type");
        if (request.Form("client_secret") != ClientSecret || request.Form("refresh_token") != RefreshToken || request.Form("client_id") != "client-1")
            throw new RefusedException(VendorAnswer.Of(400, new JsonObject { ["status"] = "BAD_REFRESH_TOKEN", ["message"] = "missing or invalid refresh token" }));
        var token = $"CN{_issued.Count:D3}-access";
        _issued[token] = time.GetUtcNow().AddSeconds(1800);
        return VendorAnswer.Ok(new JsonObject { ["token_type"] = "bearer", ["access_token"] = token, ["refresh_token"] = RefreshToken, ["expires_in"] = 1800 });
    }

    private void Authenticate(VendorRequest request)
    {
        if (ExpireAfter == 0) foreach (var token in _issued.Keys.ToList()) _issued[token] = DateTimeOffset.MinValue;
        if (ExpireAfter >= 0) ExpireAfter--;
        if (request.Bearer is not { } bearer) throw Refused(401, "INVALID_AUTHENTICATION", "Authentication credentials not found. This API supports OAuth 2.0 authentication.");
        if (bearer == PrivateToken) return;
        if (!_issued.TryGetValue(bearer, out var until)) throw Refused(401, "INVALID_AUTHENTICATION", "The access token is invalid");
        if (until <= time.GetUtcNow()) throw Refused(401, "EXPIRED_AUTHENTICATION", "The OAuth token used to make this call expired 1 minute ago.");
    }

    private VendorAnswer List(VendorRequest request, string kind)
    {
        if (request.Unknown("limit", "after", "properties", "propertiesWithHistory", "associations", "archived") is { } unknown) throw Refused(400, "VALIDATION_ERROR", $"Unknown parameter {unknown}");
        var names = request.Parameter("properties")?.Split(',') ?? [];
        if (names.Sum(n => n.Length + 3) > LongestAddress) throw new RefusedException(new VendorAnswer(414, "<html>414 Request-URI Too Large</html>", "text/html"));
        var limit = Limit(request.Parameter("limit"), 100);
        var archived = request.Parameter("archived") is "true";
        var from = 0;
        if (request.Parameter("after") is { } after && (!_cursors.Contains($"{kind}/{after}") || !int.TryParse(after, NumberStyles.None, CultureInfo.InvariantCulture, out from)))
            throw Refused(400, "VALIDATION_ERROR", $"The after value {after} is not a valid cursor");
        var all = account.Objects(kind).Where(o => o.Archived == archived).ToList();
        return Page(all, from, limit, kind, names, all.Count, total: false);
    }

    private VendorAnswer Search(VendorRequest request, string kind)
    {
        var body = request.Json ?? throw Refused(400, "VALIDATION_ERROR", "Invalid input JSON");
        if (body.FirstOrDefault(p => p.Key is not ("filterGroups" or "sorts" or "query" or "properties" or "limit" or "after")).Key is { } unknown) throw Refused(400, "VALIDATION_ERROR", $"Unknown field {unknown}");
        if (request.Query.Count > 0) throw Refused(400, "VALIDATION_ERROR", $"Unknown parameter {request.Query.Keys.First()}");
        var modified = kind == "contacts" ? "lastmodifieddate" : "hs_lastmodifieddate";
        IEnumerable<CrmObject> found = account.Objects(kind).Where(o => !o.Archived);
        var groups = body["filterGroups"] as JsonArray ?? [];
        if (groups.Count > 6) throw Refused(400, "VALIDATION_ERROR", "too many filterGroups");
        foreach (var filter in groups.SelectMany(g => g!["filters"]!.AsArray()))
        {
            if (filter!["propertyName"]?.ToString() != modified) throw Refused(400, "VALIDATION_ERROR", $"There was a problem with the request: property {filter["propertyName"]} does not exist");
            if (!long.TryParse(filter["value"]?.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var bound)) throw Refused(400, "VALIDATION_ERROR", $"{filter["value"]} was not a valid long");
            found = filter["operator"]?.ToString() switch
            {
                "GTE" => found.Where(o => o.UpdatedMs >= bound),
                "GT" => found.Where(o => o.UpdatedMs > bound),
                "LTE" => found.Where(o => o.UpdatedMs <= bound),
                "LT" => found.Where(o => o.UpdatedMs < bound),
                var other => throw Refused(400, "VALIDATION_ERROR", $"unknown operator {other}"),
            };
        }

        if ((body["sorts"] as JsonArray)?.SingleOrDefault() is JsonObject sort)
        {
            if (sort["propertyName"]?.ToString() != modified) throw Refused(400, "VALIDATION_ERROR", "unknown sort");
            found = sort["direction"]?.ToString() == "ASCENDING" ? found.OrderBy(o => o.UpdatedMs) : found.OrderByDescending(o => o.UpdatedMs);
        }

        var limit = Limit(body["limit"]?.ToString(), 200);
        var from = 0;
        if (body["after"] is { } after && !int.TryParse(after.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out from)) throw Refused(400, "VALIDATION_ERROR", "after is not a number");
        if (from + limit > Reachable) throw Refused(400, "VALIDATION_ERROR", "The requested page exceeds the 10,000 results that a search can return");
        if (body["properties"] is not (null or JsonArray)) throw Refused(400, "VALIDATION_ERROR", "properties must be a list");
        var all = found.ToList();
        return Page(all, from, limit, kind, [.. (body["properties"] as JsonArray ?? []).Select(p => p!.ToString())], all.Count, total: true);
    }

    private VendorAnswer Page(List<CrmObject> all, int from, int limit, string kind, IReadOnlyCollection<string> names, int count, bool total)
    {
        var body = new JsonObject { ["results"] = new JsonArray([.. all.Skip(from).Take(limit).Select(o => (JsonNode)account.Show(kind, o, names))]) };
        if (total) body["total"] = count;
        if (from + limit < count)
        {
            var next = (from + limit).ToString(CultureInfo.InvariantCulture);
            _cursors.Add($"{kind}/{next}");
            body["paging"] = new JsonObject { ["next"] = new JsonObject { ["after"] = next, ["link"] = $"{Url}/crm/v3/objects/{kind}?after={next}" } };
        }

        return VendorAnswer.Ok(body);
    }

    private VendorAnswer Properties(VendorRequest request, string kind) => request.Unknown("archived") is { } unknown
        ? throw Refused(400, "VALIDATION_ERROR", $"Unknown parameter {unknown}")
        : VendorAnswer.Ok(new JsonObject { ["results"] = new JsonArray([.. account.Properties(kind).Select(p => (JsonNode)new JsonObject { ["name"] = p, ["label"] = p, ["type"] = "string" })]) });

    private static int Limit(string? text, int most) => text is null ? 10
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit >= 1 && limit <= most ? limit
        : throw Refused(400, "VALIDATION_ERROR", $"limit must be between 1 and {most}");

    private static RefusedException Limited(string message, string policy) => new(VendorAnswer.Of(429, Body("RATE_LIMITS", message, b => b["policyName"] = policy)));

    private static RefusedException Refused(int status, string category, string message) => new(VendorAnswer.Of(status, Body(category, message, _ => { })));

    private static JsonObject Body(string category, string message, Action<JsonObject> more)
    {
        var body = new JsonObject { ["status"] = "error", ["message"] = message, ["correlationId"] = "aeb5f871-7f07-4993-9211-075dc63e7cbf", ["category"] = category };
        more(body);
        return body;
    }
}
