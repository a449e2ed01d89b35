using System.Text;

namespace ControlPlane.Benchmarks.Hosting;

/// <summary>Pages of events shaped like GitHub's, some 970 bytes each, the same at every start.</summary>
internal static class Events
{
    /// <summary>Of one round; further rounds repeat its content under page numbers of their own.</summary>
    public const int Pages = 100;
    public const int PerPage = 1000;

    private static readonly string[] Types = ["PushEvent", "PushEvent", "PushEvent", "CreateEvent", "WatchEvent", "IssuesEvent", "PullRequestEvent"];

    public static byte[] Page(int page)
    {
        var random = new Random(page);
        return Encoding.UTF8.GetBytes($"[{string.Join(',', Enumerable.Range((page - 1) * PerPage + 1, PerPage).Select(id => Event(id, random)))}]");
    }

    private static string Event(int id, Random random)
    {
        var (actor, repo, sha) = (random.Next(1_000_000), random.Next(1_000_000), random.GetHexString(40, lowercase: true));
        var time = DateTimeOffset.UnixEpoch.AddYears(56).AddSeconds(id);
        return $$$"""
            {"id":"{{{2_489_000_000L + id}}}","type":"{{{Types[random.Next(Types.Length)]}}}","actor":{"id":{{{actor}}},"login":"user-{{{actor}}}","gravatar_id":"","url":"https://api.example.org/users/user-{{{actor}}}","avatar_url":"https://avatars.example.org/u/{{{actor}}}?"},"repo":{"id":{{{repo}}},"name":"user-{{{actor}}}/repository-{{{repo}}}","url":"https://api.example.org/repos/user-{{{actor}}}/repository-{{{repo}}}"},"payload":{"push_id":{{{random.Next()}}},"size":1,"distinct_size":1,"ref":"refs/heads/main","head":"{{{sha}}}","before":"{{{random.GetHexString(40, lowercase: true)}}}","commits":[{"sha":"{{{sha}}}","author":{"email":"{{{random.GetHexString(24, lowercase: true)}}}@example.org","name":"Author {{{actor}}}"},"message":"{{{random.GetHexString(60)}}} \"quoted\" and \u00e9","distinct":true,"url":"https://api.example.org/repos/user-{{{actor}}}/repository-{{{repo}}}/commits/{{{sha}}}"}]},"public":true,"created_at":"{{{time:yyyy-MM-dd'T'HH:mm:ss'Z'}}}"{{{(id % 4 == 0 ? Organisation(repo) : "")}}}}
            """.Trim();
    }

    private static string Organisation(int id) =>
        $$$""","org":{"id":{{{id}}},"login":"organisation-{{{id}}}","gravatar_id":"","url":"https://api.example.org/orgs/organisation-{{{id}}}"}""";
}
