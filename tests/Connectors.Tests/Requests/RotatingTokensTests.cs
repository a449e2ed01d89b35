using System.Globalization;
using System.Text.Json.Nodes;
using ControlPlane.Testing;

namespace ControlPlane.Connectors.Tests.Requests;

public sealed class RotatingTokensTests
{
    private readonly SkippingTime _time = SkippingTime.At("2026-11-21T09:00:00Z");

    private Reading Reading(TestSource source, string more = "") => new(source.Url, _time)
    {
        Requester = $$$"""
            authenticator:
              type: RateLimitedMultipleTokenAuthenticator
              tokens: "{{ config['tokens'] }}"
              auth_method: token
              budget_min_reserve: 0
              budget_reserve_fraction: 0
              quota_status_source: {url: "{{{source.Url}}}/quota", unavailable_status_codes: [404]}
              quotas: [{name: all, remaining_path: [left], reset_path: [reset], exhaustion_status_codes: [429]}]
              {{{more}}}
            """,
        Paginator = """
            type: DefaultPaginator
            page_token_option: {type: RequestOption, inject_into: request_parameter, field_name: page}
            pagination_strategy: {type: PageIncrement, page_size: 1}
            """,
        Config = new JsonObject { ["tokens"] = "one, two" },
    };

    private Task<TestSource> SourceAsync(int left, int pages, int quotaStatus = 200) => TestSource.StartAsync(c =>
    {
        if (c.Request.Path == "/quota")
        {
            c.Response.StatusCode = quotaStatus;
            return $$"""{"left":{{left}},"reset":{{_time.GetUtcNow().AddMinutes(1).ToUnixTimeSeconds()}}}""";
        }

        return int.Parse(c.Request.Query["page"].FirstOrDefault() ?? "0", CultureInfo.InvariantCulture) < pages ? """{"data":[{"id":1}]}""" : """{"data":[]}""";
    });

    private static IEnumerable<string> Signed(TestSource source) => source.Requests.Where(r => r.Path == "/things").Select(r => r.Headers["Authorization"]);

    [Fact]
    public async Task Next_token_is_used_once_the_quota_of_one_is_spent_and_then_the_reset_is_waited_for()
    {
        await using var source = await SourceAsync(left: 1, pages: 2);
        await Reading(source).RunAsync();
        Signed(source).ShouldBe(["token one", "token two", "token two"]);
        _time.Waits.ShouldBe([TimeSpan.FromMinutes(1)]);
        source.Requests.Count(r => r.Path == "/quota").ShouldBe(4);
    }

    [Fact]
    public async Task Limit_that_hits_one_token_is_retried_with_another_at_once()
    {
        await using var source = await TestSource.StartAsync(c =>
        {
            if (c.Request.Path == "/quota") return $$"""{"left":100,"reset":{{_time.GetUtcNow().AddHours(1).ToUnixTimeSeconds()}}}""";
            if (c.Request.Headers.Authorization == "token one") c.Response.StatusCode = 429;
            return """{"data":[]}""";
        });
        await Reading(source).RunAsync();
        Signed(source).ShouldBe(["token one", "token two"]);
        _time.Waits.Sum(w => w.TotalSeconds).ShouldBeLessThan(1);
    }

    [Fact]
    public async Task Tokens_take_turns_where_the_source_counts_nothing()
    {
        await using var source = await SourceAsync(left: 0, pages: 2, quotaStatus: 404);
        await Reading(source).RunAsync();
        Signed(source).ShouldBe(["token one", "token two", "token one"]);
    }

    [Fact]
    public async Task Reset_that_is_too_far_away_is_a_clear_failure()
    {
        await using var source = await SourceAsync(left: 1, pages: 5);
        var failure = await Reading(source, "max_wait_time: PT30S").FailsAsync();
        failure.Kind.ShouldBe(ConnectorFaultKind.Transient);
        failure.Message.ShouldContain("max_wait_time");
    }
}
