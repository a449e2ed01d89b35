using System.Text.Json.Nodes;
using static ControlPlane.AppHost.SampleSource.Events.EventWorld;

namespace ControlPlane.AppHost.SampleSource.Events;

/// <summary>The payload of each event type, with the fields that pipelines usually read.</summary>
internal static class EventPayload
{
    /// <summary>Every type of GitHub's list with how often it occurs, out of about 100.</summary>
    public static readonly IReadOnlyList<(string Type, int Weight)> Types =
    [
        ("PushEvent", 50), ("CreateEvent", 10), ("IssueCommentEvent", 8), ("WatchEvent", 8), ("IssuesEvent", 5), ("PullRequestEvent", 6),
        ("ForkEvent", 3), ("DeleteEvent", 2), ("PullRequestReviewEvent", 3), ("PullRequestReviewCommentEvent", 2), ("GollumEvent", 1),
        ("CommitCommentEvent", 1), ("ReleaseEvent", 1), ("MemberEvent", 1), ("PublicEvent", 1), ("DiscussionEvent", 1),
    ];

    public static JsonObject For(string type, Random random, Repo repo, Account actor) => type switch
    {
        "PushEvent" => new()
        {
            ["repository_id"] = repo.Id,
            ["push_id"] = random.NextInt64(1_000_000_000, 40_000_000_000),
            ["ref"] = Pick(random, "refs/heads/main", "refs/heads/main", "refs/heads/next"),
            ["head"] = Sha(random),
            ["before"] = Sha(random),
        },
        "CreateEvent" => new()
        {
            ["ref"] = Pick(random, "main", "feature/lists", "v1.2.0"),
            ["ref_type"] = Pick(random, "branch", "branch", "tag"),
            ["master_branch"] = "main",
            ["description"] = Pick(random, null, "Small tools for everyday work", "Öffentliche Beispiele – 例"),
            ["pusher_type"] = "user",
        },
        "DeleteEvent" => new() { ["ref"] = $"feature/{random.Next(1, 500)}", ["ref_type"] = "branch", ["pusher_type"] = "user" },
        "ForkEvent" => new() { ["forkee"] = Fork(random, repo, actor) },
        "WatchEvent" => new() { ["action"] = "started" },
        "PublicEvent" => [],
        "MemberEvent" => new() { ["action"] = "added", ["member"] = User(actor) },
        "ReleaseEvent" => new() { ["action"] = "published", ["release"] = Release(random) },
        "GollumEvent" => new() { ["pages"] = new JsonArray(Page(random)) },
        "CommitCommentEvent" => new() { ["action"] = "created", ["comment"] = Comment(random, actor, ("commit_id", Sha(random))) },
        "IssuesEvent" => new() { ["action"] = Pick(random, "opened", "closed", "reopened"), ["issue"] = Numbered(random, actor) },
        "IssueCommentEvent" => new() { ["action"] = "created", ["issue"] = Numbered(random, actor), ["comment"] = Comment(random, actor) },
        "PullRequestEvent" => PullRequest(random, Pick(random, "opened", "closed", "reopened")!),
        "PullRequestReviewEvent" => With(PullRequest(random, "created"), "review", Review(random, actor)),
        "PullRequestReviewCommentEvent" => With(PullRequest(random, "created"), "comment", Comment(random, actor, ("commit_id", Sha(random)))),
        "DiscussionEvent" => new() { ["action"] = "created", ["discussion"] = Numbered(random, actor) },
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "Not an event type of GitHub's list"),
    };

    private static JsonObject Fork(Random random, Repo repo, Account actor) => new()
    {
        ["id"] = random.Next(40_000_000, 90_000_000),
        ["full_name"] = $"{actor.Login}/{repo.Name.Split('/')[1]}",
        ["private"] = false,
    };

    private static JsonObject Release(Random random) => new()
    {
        ["id"] = random.Next(1_000_000),
        ["tag_name"] = $"v{random.Next(1, 9)}.{random.Next(20)}.0",
        ["draft"] = false,
        ["prerelease"] = random.Next(4) == 0,
    };

    private static JsonObject Page(Random random) => new() { ["page_name"] = "Home", ["title"] = "Home", ["action"] = "edited", ["sha"] = Sha(random) };

    private static JsonObject Review(Random random, Account actor) => new()
    {
        ["id"] = random.Next(100_000_000),
        ["state"] = Pick(random, "approved", "commented", "changes_requested"),
        ["user"] = User(actor),
    };

    private static JsonObject PullRequest(Random random, string action)
    {
        var number = random.Next(1, 900);
        return new()
        {
            ["action"] = action,
            ["number"] = number,
            ["pull_request"] = new JsonObject
            {
                ["id"] = random.NextInt64(1_000_000_000),
                ["number"] = number,
                ["head"] = new JsonObject { ["ref"] = "topic", ["sha"] = Sha(random) },
                ["base"] = new JsonObject { ["ref"] = "main", ["sha"] = Sha(random) },
            },
        };
    }

    private static JsonObject Numbered(Random random, Account actor) => new()
    {
        ["id"] = random.NextInt64(1_000_000_000),
        ["number"] = random.Next(1, 900),
        ["title"] = Pick(random, "Crash on an empty list", "Document the \"quiet\" option", "Time zone is ignored", "Почему так медленно?"),
        ["user"] = User(actor),
        ["state"] = Pick(random, "open", "closed"),
    };

    private static JsonObject Comment(Random random, Account actor, params ReadOnlySpan<(string Name, string Value)> more)
    {
        var comment = new JsonObject
        {
            ["id"] = random.NextInt64(2_000_000_000),
            ["user"] = User(actor),
            ["body"] = Pick(random, "Thanks!", "I see it too.\nOn two machines.", "Fixed by the last push"),
        };
        foreach (var (name, value) in more) comment[name] = value;
        return comment;
    }

    private static JsonObject User(Account actor) => new() { ["login"] = actor.Login, ["id"] = actor.Id };

    private static JsonObject With(JsonObject payload, string name, JsonNode value)
    {
        payload[name] = value;
        return payload;
    }

    private static string? Pick(Random random, params ReadOnlySpan<string?> from) => from[random.Next(from.Length)];

    private static string Sha(Random random)
    {
        Span<byte> bytes = stackalloc byte[20];
        random.NextBytes(bytes);
        return Convert.ToHexStringLower(bytes);
    }
}
