using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace ControlPlane.Connectors.Tests.Vendors.Rest;

/// <summary>An API that has every way of paging and signing in that the generic connector knows, and accepts nothing else.</summary>
internal sealed class RestServer(RestData data, TimeProvider time, string auth = "none", int callsPerMinute = 600) : VendorServer
{
    public const string Secret = "s3cr3t-key-1";

    private const int Most = 50;
    private readonly CallWindow _calls = new(callsPerMinute, TimeSpan.FromMinutes(1), time);
    private readonly HashSet<string> _cursors = [];

    protected override VendorAnswer Answer(VendorRequest request)
    {
        if (request.Path == "/token") return Token(request);
        if (!IsKnown(request)) throw Refused(401, "credentials are missing or wrong");
        if (!_calls.Take()) throw new RefusedException(Refused(429, "slow down").Answer.With("Retry-After", "7"));
        var items = data.Items;
        if (request.Parameter("updated_since") is { } since) items = [.. items.Where(i => string.CompareOrdinal(i["updated_at"]!.ToString(), since) >= 0)];
        string[] always = auth == "api_key_parameter" ? ["key"] : [];
        switch (request.Path)
        {
            case "/api/pages":
                Known(request, [.. always, "page", "per_page", "updated_since"]);
                var page = Number(request, "page") ?? throw Refused(400, "page is required");
                return VendorAnswer.Ok(new JsonObject { ["data"] = new JsonObject { ["items"] = Slice(items, (page - 1) * Size(request, "per_page"), Size(request, "per_page")) } });
            case "/api/offsets":
                Known(request, [.. always, "offset", "limit", "updated_since"]);
                return VendorAnswer.Ok(Slice(items, Number(request, "offset") ?? 0, Size(request, "limit")));
            case "/api/cursors":
                Known(request, [.. always, "after", "kind"]);
                if (request.Parameter("kind") != "all") throw Refused(400, "kind must be all");
                var from = Cursor(request);
                return VendorAnswer.Ok(new JsonObject { ["items"] = Slice(items, from, Most), ["meta"] = new JsonObject { ["next"] = Next(items, from) } });
            case "/api/addresses":
                Known(request, [.. always, "after"]);
                from = Cursor(request);
                return VendorAnswer.Ok(new JsonObject { ["items"] = Slice(items, from, Most), ["next"] = Next(items, from) is { } next ? $"{Url}/api/addresses?after={next}" : null });
            case "/api/links":
                Known(request, [.. always, "after"]);
                from = Cursor(request);
                var answer = VendorAnswer.Ok(Slice(items, from, Most));
                return Next(items, from) is { } link ? answer.With("Link", $"<{Url}/api/links?after={link}>; rel=\"next\"") : answer;
            case "/api/search" when request.Method == "POST":
                if (request.Json?["query"]?.ToString() != "everything") throw Refused(400, "query is required");
                return VendorAnswer.Ok(new JsonObject { ["found"] = Slice(items, 0, items.Count) });
            default:
                throw Refused(404, $"there is no {request.Method} {request.Path}");
        }
    }

    private static VendorAnswer Token(VendorRequest request) =>
        request.Form("grant_type") == "client_credentials" && request.Form("client_id") == "me" && request.Form("client_secret") == Secret
            ? VendorAnswer.Ok(new JsonObject { ["access_token"] = "issued-token", ["token_type"] = "Bearer", ["expires_in"] = 600 })
            : throw Refused(400, "invalid_client");

    private bool IsKnown(VendorRequest request) => auth switch
    {
        "none" => request.Header("Authorization") is null,
        "bearer" => request.Bearer == Secret,
        "api_key_header" => request.Header("X-Api-Key") == Secret,
        "api_key_parameter" => request.Parameter("key") == Secret,
        "basic" => request.Header("Authorization") == "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"me:{Secret}")),
        _ => request.Bearer == "issued-token",
    };

    private int Cursor(VendorRequest request) => request.Parameter("after") is not { } after ? 0
        : _cursors.Contains(after) ? int.Parse(after[1..], NumberStyles.HexNumber, CultureInfo.InvariantCulture) : throw Refused(400, $"unknown cursor {after}");

    private string? Next(List<JsonObject> items, int from)
    {
        if (from + Most >= items.Count) return null;
        var next = $"c{from + Most:x}";
        _cursors.Add(next);
        return next;
    }

    private static int Size(VendorRequest request, string name) => Number(request, name) is { } size and >= 1 and <= Most ? size : throw Refused(400, $"{name} must be between 1 and {Most}");

    private static int? Number(VendorRequest request, string name) => request.Parameter(name) is not { } text ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw Refused(400, $"{name} is not a number");

    private static JsonArray Slice(List<JsonObject> items, int from, int size) => [.. items.Skip(from).Take(size).Select(i => (JsonNode)i.DeepClone())];

    private static void Known(VendorRequest request, params string[] known)
    {
        if (request.Unknown(known) is { } name) throw Refused(400, $"unknown parameter {name}");
    }

    private static RefusedException Refused(int status, string message) => new(VendorAnswer.Of(status, new JsonObject { ["error"] = new JsonObject { ["message"] = message } }));
}

/// <summary>Items, three of them in each second.</summary>
internal sealed class RestData
{
    public List<JsonObject> Items { get; } = [];

    public static RestData With(int items, DateTimeOffset from)
    {
        var data = new RestData();
        for (var i = 0; i < items; i++) data.Add(from + TimeSpan.FromSeconds(i / 3));
        return data;
    }

    public string Add(DateTimeOffset at)
    {
        var id = $"i{Items.Count:D5}";
        Items.Add(new()
        {
            ["id"] = id, ["updated_at"] = at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture), ["name"] = Items.Count % 2 == 0 ? null : "Zoë \u2028 😀",
        });
        return id;
    }
}
