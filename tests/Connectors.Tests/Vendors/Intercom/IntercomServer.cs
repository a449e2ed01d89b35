using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ControlPlane.Connectors.Tests.Vendors.Intercom;

/// <summary>Intercom's API 2.14: cursors that it has issued itself, one scroll at a time, dates that count as days, calls by ten seconds.</summary>
internal sealed class IntercomServer(IntercomWorkspace workspace, TimeProvider time, int callsPerTenSeconds = 1666) : VendorServer
{
    public const string Token = "dG9rOmVmYzE4";

    private readonly CallWindow _calls = new(callsPerTenSeconds, TimeSpan.FromSeconds(10), time);
    private readonly HashSet<string> _cursors = [];
    private (string Id, int Read, DateTimeOffset Touched)? _scroll;
    private int _expireAfter = -1;

    /// <summary>The scroll is lost, once, after so many of its pages.</summary>
    public void LoseScrollAfter(int pages) => _expireAfter = pages;

    protected override VendorAnswer Answer(VendorRequest request)
    {
        if (request.Bearer != Token) throw Refused(401, "token_unauthorized", "Access Token Invalid");
        if (!_calls.Take()) throw new RefusedException(Limits(Refused(429, "rate_limit_exceeded", "Exceeded rate limit").Answer));
        if (request.Header("Intercom-Version") != "2.14") throw Refused(400, "intercom_version_invalid", "The requested version could not be found");
        if (request.Header("Accept") != "application/json") throw Refused(406, "media_type_not_acceptable", "The Accept header should send a media type of application/json");
        return Limits((request.Method, request.Path) switch
        {
            ("POST", "/contacts/search") => Search(request, workspace.Contacts, "list", "data", ["=", "<", ">"]),
            ("POST", "/conversations/search") => Search(request, workspace.Conversations, "conversation.list", "conversations", ["=", "!=", "<", ">"]),
            ("GET", "/companies/scroll") => Scroll(request),
            ("GET", "/admins") => Known(request, "display_avatar") ?? VendorAnswer.Ok(new JsonObject { ["type"] = "admin.list", ["admins"] = Copies(workspace.Admins) }),
            ("GET", "/tags") => Known(request) ?? VendorAnswer.Ok(new JsonObject { ["type"] = "list", ["data"] = Copies(workspace.Tags) }),
            _ => throw Refused(404, "not_found", "The requested resource was not found"),
        });
    }

    private VendorAnswer Search(VendorRequest request, List<JsonObject> all, string type, string field, string[] dateOperators)
    {
        Known(request);
        var body = request.Json ?? throw Refused(400, "bad_request", "bad 'query' parameter");
        if (body.FirstOrDefault(p => p.Key is not ("query" or "pagination")).Key is { } unknown) throw Refused(400, "parameter_invalid", $"unknown parameter {unknown}");
        var pagination = body["pagination"] as JsonObject ?? [];
        if (pagination.FirstOrDefault(p => p.Key is not ("per_page" or "starting_after")).Key is { } other) throw Refused(400, "parameter_invalid", $"unknown parameter pagination.{other}");
        var size = pagination["per_page"] is JsonValue number ? number.TryGetValue(out int asked) ? asked : throw Refused(400, "parameter_invalid", "per_page must be an integer") : 20;
        if (size is < 1 or > 150) throw Refused(400, "parameter_invalid", "per_page must be between 1 and 150");
        var found = all.Where(Condition(body["query"] as JsonObject, dateOperators)).ToList();

        var from = 0;
        if (pagination["starting_after"] is { } cursor)
        {
            if (cursor.GetValueKind() != JsonValueKind.String || !_cursors.Contains(cursor.ToString())) throw Refused(400, "parameter_invalid", "starting_after is not valid");
            from = int.Parse(Encoding.UTF8.GetString(Convert.FromBase64String(cursor.ToString())).Trim('[', ']'), CultureInfo.InvariantCulture);
        }

        var pages = new JsonObject { ["type"] = "pages", ["page"] = from / size + 1, ["per_page"] = size, ["total_pages"] = (found.Count + size - 1) / size, ["next"] = null };
        if (from + size < found.Count)
        {
            var next = Convert.ToBase64String(Encoding.UTF8.GetBytes($"[{from + size}]"));
            _cursors.Add(next);
            pages["next"] = new JsonObject { ["per_page"] = size, ["starting_after"] = next };
        }

        return VendorAnswer.Ok(new JsonObject { ["type"] = type, [field] = Copies(found.Skip(from).Take(size)), ["total_count"] = found.Count, ["pages"] = pages });
    }

    private static Func<JsonObject, bool> Condition(JsonObject? query, string[] dateOperators)
    {
        if (query is null) throw Refused(400, "bad_request", "bad 'query' parameter");
        if (query["value"] is JsonArray several)
        {
            if (query["operator"]?.ToString() is not ("AND" or "OR") || several.Count > 15) throw Refused(400, "invalid_operator", "a group has AND or OR and at most 15 filters");
            var conditions = several.Select(v => Condition(v as JsonObject, dateOperators)).ToList();
            return query["operator"]!.ToString() == "AND" ? o => conditions.All(c => c(o)) : o => conditions.Any(c => c(o));
        }

        if (query["field"]?.ToString() is not ("updated_at" or "created_at")) throw Refused(400, "invalid_field", $"Invalid field: {query["field"]}");
        var sign = query["operator"]?.ToString() ?? "";
        if (!dateOperators.Contains(sign)) throw Refused(400, "invalid_operator", $"Invalid operator for a date: {sign}");
        if (query["value"] is not JsonValue value || value.GetValueKind() != JsonValueKind.Number) throw Refused(400, "invalid_value", "a date is a number of seconds");
        var field = query["field"]!.ToString();
        var day = Day(value.GetValue<long>());
        return sign switch { ">" => o => Day(Seconds(o, field)) > day, "<" => o => Day(Seconds(o, field)) < day, "=" => o => Day(Seconds(o, field)) == day, _ => o => Day(Seconds(o, field)) != day };
    }

    private VendorAnswer Scroll(VendorRequest request)
    {
        Known(request, "scroll_param");
        var now = time.GetUtcNow();
        if (_scroll is { } open && now - open.Touched > TimeSpan.FromMinutes(1)) _scroll = null;
        var asked = request.Parameter("scroll_param");
        if (asked is null)
        {
            if (_scroll is not null) throw Refused(400, "scroll_exists", "scroll already exists for this workspace");
            _scroll = ($"25b649f7-4d33-4ef6-88f5-{now.ToUnixTimeSeconds():x12}", 0, now);
        }
        else if (_scroll is not { } current || current.Id != asked || _expireAfter == 0)
        {
            _expireAfter = -1;
            _scroll = null;
            throw Refused(500, "server_error", "Please restart the scroll operation");
        }

        if (_expireAfter > 0) _expireAfter--;
        var (id, read, _) = _scroll.Value;
        var page = workspace.Companies.Skip(read).Take(100).ToList();
        _scroll = page.Count == 0 ? null : (id, read + page.Count, now);
        return VendorAnswer.Ok(new JsonObject { ["type"] = "list", ["data"] = Copies(page), ["pages"] = null, ["total_count"] = null, ["scroll_param"] = id });
    }

    private VendorAnswer Limits(VendorAnswer answer) => answer
        .With("X-RateLimit-Limit", _calls.Limit.ToString(CultureInfo.InvariantCulture))
        .With("X-RateLimit-Remaining", _calls.Remaining.ToString(CultureInfo.InvariantCulture))
        .With("X-RateLimit-Reset", _calls.Reset.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));

    private static VendorAnswer? Known(VendorRequest request, params string[] known) =>
        request.Unknown(known) is { } name ? throw Refused(400, "parameter_invalid", $"unknown parameter {name}") : null;

    private static RefusedException Refused(int status, string code, string message) => new(VendorAnswer.Of(status, new JsonObject
    {
        ["type"] = "error.list", ["request_id"] = "b68959ea-6328-4f70-83cb-e7913dba1542", ["errors"] = new JsonArray(new JsonObject { ["code"] = code, ["message"] = message }),
    }));

    private static JsonArray Copies(IEnumerable<JsonObject> objects) => [.. objects.Select(o => (JsonNode)o.DeepClone())];

    private static long Seconds(JsonObject o, string field) => o[field]!.GetValue<long>();

    private static long Day(long seconds) => seconds / 86400;
}
