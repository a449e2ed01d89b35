using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using ControlPlane.Testing;
using static ControlPlane.EndToEnd.SampleSource.SampleClient;

namespace ControlPlane.EndToEnd.SampleSource;

public sealed partial class EventEndpointsTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Two_servers_with_one_seed_agree_on_the_same_day_and_overlap_on_the_next()
    {
        await using var first = await StartAsync(new() { FaultRate = 0, TimeProvider = new ManualTime(Noon) });
        await using var later = await StartAsync(new() { FaultRate = 0, TimeProvider = new ManualTime(Noon.AddHours(11)) });
        await using var tomorrow = await StartAsync(new() { FaultRate = 0, TimeProvider = new ManualTime(Noon.AddDays(1)) });
        await using var other = await StartAsync(new() { Seed = 7, FaultRate = 0, TimeProvider = new ManualTime(Noon) });

        var events = await AllAsync(first);
        (await AllAsync(later)).ShouldBe(events);
        (await AllAsync(other)).ShouldNotBe(events);
        (await AllAsync(tomorrow)).Intersect(events).Count().ShouldBe(200);
    }

    [Fact]
    public async Task Events_come_newest_first_with_every_type_and_distinct_ids()
    {
        await using var sample = await StartAsync(new() { FaultRate = 0, TimeProvider = new ManualTime(Noon) });
        var events = (await AllAsync(sample)).Select(text => System.Text.Json.Nodes.JsonNode.Parse(text)!).ToList();

        events.Count.ShouldBe(300);
        var ids = events.Select(e => long.Parse((string)e["id"]!, CultureInfo.InvariantCulture)).ToList();
        ids.ShouldBe(ids.OrderDescending());
        ids.Distinct().Count().ShouldBe(300);
        var times = events.Select(e => (string)e["created_at"]!).ToList();
        times.ShouldBe(times.OrderDescending(StringComparer.Ordinal));
        times[0].ShouldStartWith("2026-11-20T");
        times[^1].ShouldStartWith("2026-11-18T");
        events.Select(e => (string)e["type"]!).Distinct().Count().ShouldBe(16);
        events.ShouldAllBe(e => ((string)e["repo"]!["name"]!).Contains('/') && (bool)e["public"]! && e["payload"] != null && e["actor"]!["login"] != null);
        var perRepo = events.GroupBy(e => (string)e["repo"]!["name"]!).Select(g => g.Count()).OrderDescending().ToList();
        perRepo[0].ShouldBeGreaterThan(30);
        perRepo.Count.ShouldBeGreaterThan(20);
    }

    [Fact]
    public async Task Links_lead_from_the_first_page_to_the_last_and_not_beyond()
    {
        await using var sample = await StartAsync();
        using var first = await sample.Http.GetAsync("events?per_page=100", Ct);
        Relations(first).Keys.ShouldBe(["next", "last"]);
        using var second = await sample.Http.GetAsync(Relations(first)["next"], Ct);
        Relations(second).Keys.ShouldBe(["prev", "next", "last", "first"]);
        using var third = await sample.Http.GetAsync(Relations(second)["last"], Ct);
        Relations(third).Keys.ShouldBe(["prev", "first"]);

        using var beyond = await sample.Http.GetAsync("events?per_page=100&page=4", Ct);
        beyond.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        var error = await ReadAsync(beyond);
        ((string)error["status"]!).ShouldBe("422");
        error["message"].ShouldNotBeNull();
        error["documentation_url"].ShouldNotBeNull();
    }

    [Theory]
    [InlineData("events", 30)]
    [InlineData("events?per_page=7", 7)]
    [InlineData("events?per_page=1000", 100)]
    [InlineData("events?per_page=none", 30)]
    [InlineData("events?per_page=10&per_page=20", 20)]
    public async Task Page_size_is_30_unless_asked_and_100_at_most(string path, int expected)
    {
        await using var sample = await StartAsync();
        (await sample.ReadAsync(path)).AsArray().Count.ShouldBe(expected);
    }

    [Fact]
    public async Task Unchanged_page_answers_304_and_costs_nothing()
    {
        await using var sample = await StartAsync();
        using var first = await sample.Http.GetAsync("events", Ct);
        first.Headers.GetValues("X-Poll-Interval").ShouldBe(["60"]);
        using var request = new HttpRequestMessage(HttpMethod.Get, "events") { Headers = { IfNoneMatch = { first.Headers.ETag! } } };
        using var again = await sample.Http.SendAsync(request, Ct);

        again.StatusCode.ShouldBe(HttpStatusCode.NotModified);
        again.Headers.ETag.ShouldBe(first.Headers.ETag);
        (await again.Content.ReadAsByteArrayAsync(Ct)).ShouldBeEmpty();
        Header(again, "x-ratelimit-used").ShouldBe(Header(first, "x-ratelimit-used"));
    }

    [Fact]
    public async Task Used_up_limit_refuses_until_the_reset()
    {
        var time = new ManualTime(Noon);
        await using var sample = await StartAsync(new() { FaultRate = 0, RequestsPerHour = 2, TimeProvider = time });
        using var first = await sample.Http.GetAsync("events", Ct);
        using var second = await sample.Http.GetAsync("events", Ct);
        using var third = await sample.Http.GetAsync("events", Ct);

        Header(first, "x-ratelimit-limit").ShouldBe("2");
        Header(first, "x-ratelimit-remaining").ShouldBe("1");
        Header(first, "x-ratelimit-resource").ShouldBe("core");
        Header(second, "x-ratelimit-remaining").ShouldBe("0");
        third.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        Header(third, "x-ratelimit-reset").ShouldBe(Noon.AddHours(1).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        time.Advance(TimeSpan.FromHours(1));
        using var fourth = await sample.Http.GetAsync("events", Ct);
        fourth.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Faults_are_the_same_each_time_and_never_twice_in_a_row_for_one_url()
    {
        var first = await StatusesAsync(1);
        first.ShouldBe(await StatusesAsync(1));
        first.ShouldBe([429, 200, 500, 200, 429, 200]);
        (await StatusesAsync(0.2)).ShouldBe([200, 200, 429, 200, 200, 200]);

        static async Task<int[]> StatusesAsync(double rate)
        {
            await using var sample = await StartAsync(new() { FaultRate = rate });
            var statuses = new int[6];
            for (var i = 0; i < statuses.Length; i++)
            {
                using var response = await sample.Http.GetAsync("events", Ct);
                statuses[i] = (int)response.StatusCode;
                if (statuses[i] == 429) response.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(1));
            }
            return statuses;
        }
    }

    [Fact]
    public async Task Caller_without_user_agent_or_with_a_wrong_token_is_refused()
    {
        await using var sample = await StartAsync(new() { FaultRate = 0, GitHubToken = "right" });
        using var anonymous = new HttpClient { BaseAddress = sample.Http.BaseAddress };
        using var nameless = await anonymous.GetAsync("events", Ct);
        nameless.StatusCode.ShouldBe(HttpStatusCode.Forbidden);

        sample.Http.DefaultRequestHeaders.Authorization = new("Bearer", "wrong");
        using var wrong = await sample.Http.GetAsync("events", Ct);
        wrong.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        sample.Http.DefaultRequestHeaders.Authorization = new("Bearer", "right");
        using var right = await sample.Http.GetAsync("events", Ct);
        right.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Feed_of_a_repository_or_organisation_holds_its_events_only()
    {
        await using var sample = await StartAsync();
        var withOrg = (await sample.ReadAsync("events?per_page=100")).AsArray().First(e => e!["org"] != null)!;
        var (repo, org) = ((string)withOrg["repo"]!["name"]!, (string)withOrg["org"]!["login"]!);

        (await sample.ReadAsync($"repos/{repo}/events")).AsArray().ShouldAllBe(e => (string)e!["repo"]!["name"]! == repo);
        (await sample.ReadAsync($"orgs/{org}/events")).AsArray().ShouldAllBe(e => (string)e!["org"]!["login"]! == org);
        using var unknown = await sample.Http.GetAsync("repos/nobody/nothing/events", Ct);
        unknown.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    private static async Task<List<string>> AllAsync(SampleClient sample)
    {
        List<string> events = [];
        for (var path = "events?per_page=100"; ;)
        {
            using var response = await sample.Http.GetAsync(path, Ct);
            events.AddRange((await ReadAsync(response)).AsArray().Select(e => e!.ToJsonString()));
            if (!Relations(response).TryGetValue("next", out path!)) return events;
        }
    }

    private static Dictionary<string, string> Relations(HttpResponseMessage response) => response.Headers.TryGetValues("Link", out var values)
        ? LinkPattern().Matches(string.Join(", ", values)).ToDictionary(match => match.Groups[2].Value, match => match.Groups[1].Value)
        : [];

    private static string Header(HttpResponseMessage response, string name) => response.Headers.GetValues(name).Single();

    [GeneratedRegex("<([^>]+)>; rel=\"([a-z]+)\"")]
    private static partial Regex LinkPattern();
}
