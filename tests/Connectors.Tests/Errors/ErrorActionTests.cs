using ControlPlane.Testing;
using Microsoft.AspNetCore.Http;

namespace ControlPlane.Connectors.Tests.Errors;

public sealed class ErrorActionTests
{
    private readonly SkippingTime _time = SkippingTime.At("2026-11-21T09:00:00Z");

    private static Task<TestSource> SourceAsync(int status, int times, string body = "{}") => TestSource.StartAsync((c, _, n) =>
    {
        if (n <= times) c.Response.StatusCode = status;
        return c.Response.WriteAsync(n <= times ? body : """{"data":[{"id":1}]}""");
    });

    [Fact]
    public async Task Status_without_a_known_meaning_is_tried_again_before_it_fails()
    {
        await using var once = await SourceAsync(409, 1);
        (await new Reading(once.Url, _time).RunAsync()).Requests.ShouldBe(2);
        await using var always = await SourceAsync(422, int.MaxValue);
        (await new Reading(always.Url, _time).FailsAsync()).Kind.ShouldBe(ConnectorFaultKind.Source);
        always.Requests.Count.ShouldBe(6);
    }

    [Fact]
    public async Task Limit_without_a_hint_is_waited_out_with_growing_waits()
    {
        await using var source = await SourceAsync(429, 3);
        await new Reading(source.Url, _time).RunAsync();
        _time.Waits.ShouldBe([TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(4)]);
    }

    [Fact]
    public async Task Later_handler_may_say_more_about_a_limit_than_an_earlier_default()
    {
        await using var source = await SourceAsync(429, 1);
        var result = await new Reading(source.Url, _time)
        {
            Requester = """
                error_handler:
                  type: CompositeErrorHandler
                  error_handlers:
                    - response_filters: [{http_codes: [404], action: RETRY}]
                    - response_filters: [{http_codes: [429], action: IGNORE}]
                """,
        }.RunAsync();
        result.Records.ShouldBe(0);
        _time.Waits.ShouldBeEmpty();
    }

    [Fact]
    public async Task Success_that_is_to_be_ignored_is_still_read()
    {
        await using var source = await SourceAsync(200, 0);
        (await new Reading(source.Url) { Requester = "error_handler: {response_filters: [{predicate: \"{{ 'data' in response }}\", action: IGNORE}]}" }.RunAsync())
            .Records.ShouldBe(1);
    }

    [Theory]
    [InlineData("config_error", ConnectorFaultKind.Configuration)]
    [InlineData("transient_error", ConnectorFaultKind.Transient)]
    [InlineData("system_error", ConnectorFaultKind.Source)]
    public async Task Failure_type_says_who_has_to_act(string type, ConnectorFaultKind kind)
    {
        await using var source = await SourceAsync(418, int.MaxValue);
        var failure = await new Reading(source.Url)
        {
            Requester = $"error_handler: {{response_filters: [{{http_codes: [418], action: FAIL, failure_type: {type}, error_message: 'no coffee'}}]}}",
        }.FailsAsync();
        failure.Kind.ShouldBe(kind);
        failure.Message.ShouldContain("no coffee");
    }

    [Fact]
    public async Task Wait_that_the_manifest_does_not_accept_ends_the_read()
    {
        await using var source = await TestSource.StartAsync((c, _, _) =>
        {
            c.Response.StatusCode = 503;
            c.Response.Headers["X-Wait"] = "120";
            return Task.CompletedTask;
        });
        var failure = await new Reading(source.Url, _time)
        {
            Requester = "error_handler: {backoff_strategies: [{type: WaitTimeFromHeader, header: X-Wait, max_waiting_time_in_seconds: 60}]}",
        }.FailsAsync();
        failure.Kind.ShouldBe(ConnectorFaultKind.Transient);
        failure.RetryAfter.ShouldBe(TimeSpan.FromSeconds(120));
    }

    [Theory]
    [InlineData("(", "not a regular expression")]
    [InlineData("^(a+)+$", "takes too long")]
    public async Task Expression_that_cannot_be_used_is_a_configuration_fault(string expression, string why)
    {
        await using var source = await TestSource.StartAsync((c, _, _) =>
        {
            c.Response.StatusCode = 503;
            c.Response.Headers["X-Wait"] = new string('a', 60) + "!";
            return Task.CompletedTask;
        });
        var failure = await new Reading(source.Url, _time)
        {
            Config = new() { ["expression"] = expression },
            Requester = "error_handler: {backoff_strategies: [{type: WaitTimeFromHeader, header: X-Wait, regex: \"{{ config['expression'] }}\"}]}",
        }.FailsAsync();
        failure.Kind.ShouldBe(ConnectorFaultKind.Configuration);
        failure.Message.ShouldContain(why);
    }

    [Fact]
    public async Task Jitter_only_adds_to_the_wait()
    {
        await using var source = await SourceAsync(503, 1);
        await new Reading(source.Url, _time)
        {
            Requester = "error_handler: {backoff_strategies: [{type: ConstantBackoffStrategy, backoff_time_in_seconds: 5, jitter_range_in_seconds: 2}]}",
        }.RunAsync();
        _time.Waits.Single().TotalSeconds.ShouldBeInRange(5, 9);
    }

    [Fact]
    public async Task Pagination_begins_again_when_the_error_handler_says_so()
    {
        var failed = false;
        await using var source = await TestSource.StartAsync(c =>
        {
            if (c.Request.Query["page"] != "1" || failed) return c.Request.Query["page"] == "2" ? """{"data":[]}""" : """{"data":[{"id":1}]}""";
            failed = true;
            c.Response.StatusCode = 400;
            return """{"error":"the cursor has expired"}""";
        });
        await new Reading(source.Url)
        {
            Requester = "error_handler: {response_filters: [{error_message_contains: expired, action: RESET_PAGINATION}]}",
            Paginator = """
                type: DefaultPaginator
                page_token_option: {type: RequestOption, inject_into: request_parameter, field_name: page}
                pagination_strategy: {type: PageIncrement}
                """,
        }.RunAsync();
        source.Requests.Select(r => r.Query).ShouldBe(["", "?page=1", "", "?page=1", "?page=2"]);
    }

    [Fact]
    public async Task Pagination_that_begins_again_without_end_is_a_clear_failure()
    {
        await using var source = await SourceAsync(400, int.MaxValue);
        var failure = await new Reading(source.Url) { Requester = "error_handler: {response_filters: [{http_codes: [400], action: RESET_PAGINATION}]}" }.FailsAsync();
        failure.Kind.ShouldBe(ConnectorFaultKind.Source);
        source.Requests.Count.ShouldBe(2);
    }
}
