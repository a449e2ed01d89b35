using System.Globalization;
using System.Text.Json.Nodes;
using ControlPlane.Connectors.Requests;
using ControlPlane.Testing;

namespace ControlPlane.Connectors.Tests.Requests;

public sealed class CallRateTests
{
    private const string Pages = """
        type: DefaultPaginator
        page_token_option: {type: RequestOption, inject_into: request_parameter, field_name: page}
        pagination_strategy: {type: PageIncrement, page_size: 1}
        """;

    private readonly SkippingTime _time = SkippingTime.At("2026-11-21T09:00:00Z");

    /// <summary>So many pages with one record each, then an empty one.</summary>
    private static Task<TestSource> SourceAsync(int pages) => TestSource.StartAsync(c =>
        int.Parse(c.Request.Query["page"].FirstOrDefault() ?? "0", CultureInfo.InvariantCulture) < pages ? """{"data":[{"id":1}]}""" : """{"data":[]}""");

    private static string Budget(string policy) => $"api_budget: {{type: HTTPAPIBudget, policies: [{policy}]}}";

    private Reading Reading(TestSource source, string policy, ConnectorRuntime? runtime = null, JsonObject? config = null, string? url = null) => new(url ?? source.Url, _time)
    {
        Source = Budget(policy),
        Paginator = Pages,
        Runtime = runtime ?? new(),
        Config = config ?? [],
        Requester = "authenticator: {type: BearerAuthenticator, api_token: \"{{ config['key'] }}\"}",
    };

    [Fact]
    public async Task Fixed_window_lets_so_many_calls_through_and_waits_for_its_end()
    {
        await using var source = await SourceAsync(4);
        await Reading(source, "{type: FixedWindowCallRatePolicy, period: PT1M, call_limit: 2, matchers: []}").RunAsync();
        source.Requests.Count.ShouldBe(5);
        _time.Waits.ShouldBe([TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1)]);
    }

    [Fact]
    public async Task Moving_window_obeys_the_strictest_of_its_rates()
    {
        await using var source = await SourceAsync(5);
        await Reading(source, "{type: MovingWindowCallRatePolicy, rates: [{limit: 2, interval: PT1S}, {limit: \"{{ 4 }}\", interval: PT1M}], matchers: []}").RunAsync();
        source.Requests.Count.ShouldBe(6);
        _time.Waits.ShouldBe([TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(59)]);
    }

    [Fact]
    public async Task First_policy_that_matches_applies_and_others_do_not()
    {
        await using var source = await SourceAsync(4);
        await Reading(source, """
            {type: UnlimitedCallRatePolicy, matchers: [{method: get, url_path_pattern: "^/thi", headers: {Authorization: "Bearer k"}}]}, {type: FixedWindowCallRatePolicy, period: PT1M, call_limit: 1, matchers: []}
            """, config: new() { ["key"] = "k" }).RunAsync();
        _time.Waits.ShouldBeEmpty();
        await Reading(source, "{type: FixedWindowCallRatePolicy, period: PT1M, call_limit: 1, matchers: [{params: {page: \"2\"}}, {url_base: \"http://elsewhere\"}]}").RunAsync();
        _time.Waits.ShouldBeEmpty();
    }

    [Fact]
    public async Task Pattern_that_takes_too_long_is_a_configuration_fault()
    {
        await using var source = await SourceAsync(1);
        var failure = await Reading(source, "{type: FixedWindowCallRatePolicy, period: PT1M, call_limit: 2, matchers: [{url_path_pattern: \"^(([a-z/])+.)+[A-Z]([a-z])+$\"}]}", url: $"{source.Url}/{new string('a', 60)}").FailsAsync();
        failure.Kind.ShouldBe(ConnectorFaultKind.Configuration);
        failure.Message.ShouldContain("takes too long");
    }

    [Fact]
    public async Task Request_can_count_for_several_calls()
    {
        await using var source = await SourceAsync(2);
        await Reading(source, "{type: FixedWindowCallRatePolicy, period: PT1M, call_limit: 10, matchers: [{weight: 4}]}").RunAsync();
        _time.Waits.ShouldBe([TimeSpan.FromMinutes(1)]);
        var failure = await Reading(source, "{type: FixedWindowCallRatePolicy, period: PT1M, call_limit: 3, matchers: [{weight: 4}]}").FailsAsync();
        failure.Kind.ShouldBe(ConnectorFaultKind.Configuration);
        failure.Message.ShouldContain("could never be made");
    }

    [Fact]
    public async Task Reads_with_one_credential_share_a_budget_and_others_do_not()
    {
        await using var source = await SourceAsync(1);
        var runtime = new ConnectorRuntime();
        const string Policy = "{type: FixedWindowCallRatePolicy, period: PT1M, call_limit: 2, matchers: []}";
        await Reading(source, Policy, runtime, new() { ["key"] = "a" }).RunAsync();
        await Reading(source, Policy, runtime, new() { ["key"] = "b" }).RunAsync();
        _time.Waits.ShouldBeEmpty();
        await Reading(source, Policy, runtime, new() { ["key"] = "a", ["note"] = "another source of the same account" }).RunAsync();
        _time.Waits.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Source_that_has_fewer_calls_left_than_counted_is_believed()
    {
        await using var source = await TestSource.StartAsync(c =>
        {
            c.Response.Headers["ratelimit-remaining"] = "0";
            c.Response.Headers["ratelimit-reset"] = _time.GetUtcNow().AddSeconds(20).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
            return c.Request.Query["page"].Count == 0 ? """{"data":[{"id":1}]}""" : """{"data":[]}""";
        });
        await Reading(source, "{type: FixedWindowCallRatePolicy, period: PT1H, call_limit: 100, matchers: []}").RunAsync();
        _time.Waits.ShouldBe([TimeSpan.FromSeconds(20)]);
    }

    [Fact]
    public async Task Wait_for_a_window_that_is_too_long_is_a_clear_failure()
    {
        await using var source = await SourceAsync(3);
        var failure = await Reading(source, "{type: FixedWindowCallRatePolicy, period: P1D, call_limit: 1, matchers: []}").FailsAsync();
        failure.Kind.ShouldBe(ConnectorFaultKind.Transient);
        failure.Message.ShouldContain("allows no more calls for now");
        failure.RetryAfter.ShouldBe(TimeSpan.FromDays(1));
    }
}
