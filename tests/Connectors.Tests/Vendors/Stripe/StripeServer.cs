using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace ControlPlane.Connectors.Tests.Vendors.Stripe;

/// <summary>Stripe's lists: newest first, at most 100 a page, continued after an id of that very list, 25 reads a second.</summary>
internal sealed partial class StripeServer : VendorServer
{
    public const string Key = "sk_test_51Hn3kL";
    public const string ForbiddenKey = "rk_test_nothing";

    private static readonly TimeSpan EventLife = TimeSpan.FromDays(30);
    private readonly StripeAccount _account;
    private readonly TimeProvider _time;
    private readonly CallWindow _calls;
    private int _locks;

    public StripeServer(StripeAccount account, TimeProvider time, int readsPerSecond = 25)
    {
        _account = account;
        _time = time;
        _calls = new(readsPerSecond, TimeSpan.FromSeconds(1), time);
    }

    /// <summary>So many of the next requests find their object locked.</summary>
    public void Lock(int requests) => _locks = requests;

    protected override VendorAnswer Answer(VendorRequest request)
    {
        if (request.Bearer is not { Length: > 0 } key) throw Refused(401, "invalid_request_error", "You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer auth.");
        if (key is not (Key or ForbiddenKey)) throw Refused(401, "invalid_request_error", $"Invalid API Key provided: {key[..3]}****");
        if (!_calls.Take()) throw Refused(429, "invalid_request_error", "Too many requests.", "rate_limit", ("Stripe-Rate-Limited-Reason", "global-rate"), ("Stripe-Should-Retry", "true"));
        if (_locks > 0 && _locks-- > 0) throw Refused(429, "invalid_request_error", "This object cannot be accessed right now because another API request is currently accessing it.", "lock_timeout");
        if (request.Header("Stripe-Version") is not { } version || !Version().IsMatch(version)) throw Refused(400, "invalid_request_error", $"Invalid Stripe API version: {request.Header("Stripe-Version")}");
        if (request.Method != "GET") throw Refused(404, "invalid_request_error", $"Unrecognized request URL ({request.Method}: {request.Path}).");
        if (key == ForbiddenKey) throw Refused(403, "invalid_request_error", "The provided key does not have the required permissions for this endpoint.");
        return List(request);
    }

    private VendorAnswer List(VendorRequest request)
    {
        var resource = request.Path.StartsWith("/v1/", StringComparison.Ordinal) ? request.Path["/v1/".Length..] : "";
        if (Lines().Match(resource) is { Success: true } lines)
        {
            Known(request, "limit", "starting_after", "ending_before", "expand[]");
            if (_account.List("invoices").All(i => Id(i) != lines.Groups[1].Value)) throw Missing("invoice", lines.Groups[1].Value);
            return Page(request, [.. _account.Lines(lines.Groups[1].Value)]);
        }

        if (!StripeAccount.Resources.Contains(resource)) throw Refused(404, "invalid_request_error", $"Unrecognized request URL (GET: {request.Path}). Please see https://stripe.com/docs or we can help at https://support.stripe.com/.");
        string[] own = resource switch
        {
            "events" => ["types[]"],
            "subscriptions" => ["status", "customer"],
            "charges" => ["customer", "payment_intent"],
            _ => [],
        };
        Known(request, ["limit", "starting_after", "ending_before", "created", "created[gt]", "created[gte]", "created[lt]", "created[lte]", "expand[]", .. own]);
        if (request.Query.GetValueOrDefault("expand[]")?.FirstOrDefault(e => !e.StartsWith("data.", StringComparison.Ordinal) || e.Split('.').Length > 5) is { } expand)
            throw Refused(400, "invalid_request_error", $"This property cannot be expanded ({expand}).");

        IEnumerable<JsonObject> listed = _account.List(resource);
        if (resource == "events")
        {
            listed = listed.Where(e => Created(e) > (_time.GetUtcNow() - EventLife).ToUnixTimeSeconds());
            if (request.Query.TryGetValue("types[]", out var types))
            {
                if (types.Length > 20) throw Refused(400, "invalid_request_error", "You may not specify more than 20 event types.");
                listed = listed.Where(e => types.Contains(e["type"]!.ToString()));
            }
        }

        if (resource == "subscriptions" && request.Parameter("status") != "all") listed = listed.Where(s => s["status"]!.ToString() != "canceled");
        listed = Bound(request, "created[gte]", listed, (at, bound) => at >= bound);
        listed = Bound(request, "created[gt]", listed, (at, bound) => at > bound);
        listed = Bound(request, "created[lte]", listed, (at, bound) => at <= bound);
        listed = Bound(request, "created[lt]", listed, (at, bound) => at < bound);
        return Page(request, [.. listed]);
    }

    private static VendorAnswer Page(VendorRequest request, List<JsonObject> listed)
    {
        var limit = 10;
        if (request.Parameter("limit") is { } text && (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out limit) || limit is < 1 or > 100))
            throw Refused(400, "invalid_request_error", "Invalid integer: limit must be between 1 and 100.", "parameter_invalid_integer");
        if (request.Parameter("starting_after") is not null && request.Parameter("ending_before") is not null)
            throw Refused(400, "invalid_request_error", "You cannot parameterize `starting_after` and `ending_before` at the same time.");
        var from = 0;
        if (request.Parameter("starting_after") is { } after)
        {
            from = listed.FindIndex(o => Id(o) == after) + 1;
            if (from == 0) throw Missing("object", after);
        }

        var page = listed.Skip(from).Take(limit).Select(o => (JsonNode)o.DeepClone()).ToArray();
        return VendorAnswer.Ok(new JsonObject { ["object"] = "list", ["url"] = request.Path, ["has_more"] = from + page.Length < listed.Count, ["data"] = new JsonArray(page) })
            .With("Request-Id", "req_" + listed.Count);
    }

    private static IEnumerable<JsonObject> Bound(VendorRequest request, string name, IEnumerable<JsonObject> listed, Func<long, long, bool> holds)
    {
        if (request.Parameter(name) is not { } text) return listed;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var bound)
            ? listed.Where(o => holds(Created(o), bound))
            : throw Refused(400, "invalid_request_error", $"Invalid integer: {text}", "parameter_invalid_integer");
    }

    private static void Known(VendorRequest request, params string[] known)
    {
        if (request.Unknown(known) is { } name) throw Refused(400, "invalid_request_error", $"Received unknown parameter: {name}", "parameter_unknown");
    }

    private static RefusedException Missing(string kind, string id) => Refused(kind == "invoice" ? 404 : 400, "invalid_request_error", $"No such {kind}: '{id}'", "resource_missing");

    private static RefusedException Refused(int status, string type, string message, string? code = null, params (string Name, string Value)[] headers)
    {
        var error = new JsonObject { ["type"] = type, ["message"] = message };
        if (code is not null) error["code"] = code;
        var answer = VendorAnswer.Of(status, new JsonObject { ["error"] = error });
        foreach (var (name, value) in headers) answer.With(name, value);
        return new(answer);
    }

    private static string Id(JsonObject o) => o["id"]!.ToString();

    private static long Created(JsonObject o) => o["created"]!.GetValue<long>();

    [GeneratedRegex(@"^\d{4}-\d{2}-\d{2}(\.[a-z]+)?$")]
    private static partial Regex Version();

    [GeneratedRegex("^invoices/([^/]+)/lines$")]
    private static partial Regex Lines();
}
