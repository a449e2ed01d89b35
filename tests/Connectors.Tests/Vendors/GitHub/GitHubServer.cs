using System.Globalization;
using System.Text.Json.Nodes;

namespace ControlPlane.Connectors.Tests.Vendors.GitHub;

/// <summary>GitHub's event lists: newest first, at most 300 of the past 30 days, 60 calls an hour without a token and 5,000 with one.</summary>
internal sealed class GitHubServer(TimeProvider time, int anonymousCalls = 60) : VendorServer
{
    public const string Token = "github_pat_11AAAA";

    private readonly CallWindow _anonymous = new(anonymousCalls, TimeSpan.FromHours(1), time);
    private readonly CallWindow _known = new(5000, TimeSpan.FromHours(1), time);
    private readonly List<JsonObject> _events = [];
    private int _abuses;

    /// <summary>So many of the next calls meet the secondary limit.</summary>
    public void Slow(int calls) => _abuses = calls;

    public void Add(JsonObject @event) => _events.Insert(0, @event);

    public string Add(DateTimeOffset at, string repository = "octo/hello")
    {
        var number = 20_000_000_000L + _events.Count;
        _events.Insert(0, new()
        {
            ["id"] = number.ToString(CultureInfo.InvariantCulture),
            ["type"] = _events.Count % 2 == 0 ? "PushEvent" : "WatchEvent",
            ["actor"] = new JsonObject { ["id"] = 1, ["login"] = "zoë", ["display_login"] = null, ["gravatar_id"] = "", ["url"] = "u", ["avatar_url"] = "a" },
            ["repo"] = new JsonObject { ["id"] = 5, ["name"] = repository, ["url"] = "u" },
            ["payload"] = new JsonObject { ["action"] = "started \u2028 \"😀\"" },
            ["public"] = true,
            ["created_at"] = at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        });
        return number.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>What can be read of a list now.</summary>
    public List<JsonObject> Listed(string? repository = null) =>
        [.. _events.Where(e => repository is null || e["repo"]!["name"]!.ToString().StartsWith(repository, StringComparison.Ordinal)).Take(300)];

    protected override VendorAnswer Answer(VendorRequest request)
    {
        if (string.IsNullOrEmpty(request.Header("User-Agent"))) throw Refused(403, "Request forbidden by administrative rules. Please make sure your request has a User-Agent header");
        var authorization = request.Header("Authorization");
        if (authorization is not null && request.Bearer != Token) throw Refused(401, "Bad credentials");
        if (_abuses > 0 && _abuses-- > 0) throw new RefusedException(Refused(403, "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.").Answer.With("Retry-After", "60"));
        var window = authorization is null ? _anonymous : _known;
        if (!window.Take()) throw new RefusedException(Limits(Refused(403, "API rate limit exceeded for 127.0.0.1.").Answer, window));
        if (request.Header("Accept") != "application/vnd.github+json") throw Refused(415, "Unsupported 'Accept' header");
        if (request.Header("X-GitHub-Api-Version") is { } version && version is not ("2022-11-28" or "2026-03-10")) throw Refused(400, $"Unsupported API version: {version}");
        if (request.Method != "GET") throw Refused(404, "Not Found");

        var parts = request.Path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var listed = parts switch
        {
            ["events"] => Listed(),
            ["repos", var owner, var name, "events"] when _events.Any(e => e["repo"]!["name"]!.ToString() == $"{owner}/{name}") => Listed($"{owner}/{name}"),
            ["orgs", var owner, "events"] => Listed($"{owner}/"),
            _ => throw Refused(404, "Not Found"),
        };
        if (request.Unknown("per_page", "page") is { } unknown) throw Refused(422, $"Unknown parameter {unknown}");
        return Limits(Page(request, listed), window);
    }

    private VendorAnswer Page(VendorRequest request, List<JsonObject> listed)
    {
        var size = Number(request, "per_page") ?? 30;
        var page = Number(request, "page") ?? 1;
        if (size is < 1 or > 100) throw Refused(422, "per_page must be between 1 and 100");
        var last = Math.Max(1, (listed.Count + size - 1) / size);
        if (page < 1 || page > last) throw Refused(422, "In order to keep the API fast for everyone, pagination is limited for this resource.");
        var answer = VendorAnswer.Ok(new JsonArray([.. listed.Skip((page - 1) * size).Take(size).Select(e => (JsonNode)e.DeepClone())])).With("X-Poll-Interval", "60");
        var address = $"{Url}{request.Path}?per_page={size}&page=";
        var links = new List<string>();
        if (page > 1) links.Add($"<{address}{page - 1}>; rel=\"prev\"");
        if (page < last) links.AddRange([$"<{address}{page + 1}>; rel=\"next\"", $"<{address}{last}>; rel=\"last\""]);
        return links.Count == 0 ? answer : answer.With("Link", string.Join(", ", links));
    }

    private static VendorAnswer Limits(VendorAnswer answer, CallWindow window) => answer
        .With("X-RateLimit-Limit", window.Limit.ToString(CultureInfo.InvariantCulture))
        .With("X-RateLimit-Remaining", window.Remaining.ToString(CultureInfo.InvariantCulture))
        .With("X-RateLimit-Reset", window.Reset.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture))
        .With("X-RateLimit-Resource", "core");

    private static int? Number(VendorRequest request, string name) => request.Parameter(name) is not { } text ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw Refused(422, $"{name} is not a number");

    private static RefusedException Refused(int status, string message) => new(VendorAnswer.Of(
        status, new JsonObject { ["message"] = message, ["documentation_url"] = "https://docs.github.com/rest", ["status"] = status.ToString(CultureInfo.InvariantCulture) }));
}
