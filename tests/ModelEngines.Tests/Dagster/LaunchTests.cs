using System.Net;
using System.Text.Json.Nodes;
using ControlPlane.Clients.Dagster;
using ControlPlane.Testing.Dagster;
using static ControlPlane.ModelEngines.Tests.Dagster.DagsterFixture;

namespace ControlPlane.ModelEngines.Tests.Dagster;

public sealed class LaunchTests
{
    [Fact]
    public async Task A_job_is_launched_with_our_run_as_a_tag_and_followed_to_its_end()
    {
        await using var dagster = await StartAsync();
        var request = dagster.Request with
        {
            Job = dagster.Request.Job with { Assets = [new("marts", "orders")], Checks = [new(new("marts", "orders"), "unique")] },
            RunConfig = new JsonObject { ["ops"] = new JsonObject { ["load"] = new JsonObject { ["config"] = new JsonObject { ["limit"] = 5 } } } },
            Tags = new Dictionary<string, string> { ["team"] = "data" },
            StepKeys = ["load"],
        };
        var launched = await dagster.Client.LaunchRunAsync(request, Ct);
        launched.Outcome.ShouldBe(LaunchOutcome.Launched);
        launched.Run.Tags[RunTags.RunId].ShouldBe(request.RunId.ToString());
        launched.Run.Tags["team"].ShouldBe("data");
        var end = await dagster.Client.FollowAsync(launched.Run.RunId, Poll, Ct);
        end.Status.ShouldBe(RunStatus.Success);
        end.StartedAt.ShouldBe(DateTimeOffset.FromUnixTimeMilliseconds(1_800_000_001_500));
    }

    [Fact]
    public async Task A_run_that_was_launched_before_is_found_and_not_launched_again()
    {
        await using var dagster = await StartAsync();
        var first = await dagster.Client.LaunchRunAsync(dagster.Request, Ct);
        var second = await dagster.Client.LaunchRunAsync(dagster.Request, Ct);
        second.Outcome.ShouldBe(LaunchOutcome.Found);
        second.Run.RunId.ShouldBe(first.Run.RunId);
        dagster.Server.Count("launchRun").ShouldBe(1);
        (await dagster.Client.FindRunAsync(Guid.CreateVersion7(), Ct)).ShouldBeNull();
    }

    [Fact]
    public async Task A_run_that_was_written_down_before_an_error_is_found_and_not_launched_twice()
    {
        await using var dagster = await StartAsync();
        dagster.Server.ActsAllTheSame = true;
        dagster.Answer("launchRun", """{"__typename": "PythonError", "message": "launcher is out of reach", "stack": []}""");
        var launched = await dagster.Client.LaunchRunAsync(dagster.Request, Ct);
        launched.Outcome.ShouldBe(LaunchOutcome.Recovered);
        dagster.Server.Runs.ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("""{"__typename": "InvalidStepError", "invalidStepKey": "load"}""", "the job has no step load")]
    [InlineData("""{"__typename": "InvalidOutputError", "stepKey": "load", "invalidOutputName": "rows"}""", "step load has no output rows")]
    [InlineData("""{"__typename": "RunConfigValidationInvalid", "pipelineName": "n", "errors": [{"message": "Missing limit", "path": ["ops", "load"], "reason": "MISSING"}]}""", "ops.load: Missing limit")]
    [InlineData("""{"__typename": "PipelineNotFoundError", "message": "no such job"}""", "no such job")]
    [InlineData("""{"__typename": "RunConflict", "message": "run exists"}""", "run exists")]
    [InlineData("""{"__typename": "UnauthorizedError", "message": "not allowed"}""", "not allowed")]
    [InlineData("""{"__typename": "PythonError", "message": "Exception: boom", "stack": []}""", "boom")]
    [InlineData("""{"__typename": "InvalidSubsetError", "message": "no such asset"}""", "no such asset")]
    [InlineData("""{"__typename": "PresetNotFoundError", "message": "no preset"}""", "no preset")]
    [InlineData("""{"__typename": "ConflictingExecutionParamsError", "message": "conflict"}""", "conflict")]
    [InlineData("""{"__typename": "NoModeProvidedError", "message": "no mode"}""", "no mode")]
    public async Task Every_error_that_a_launch_can_have_says_which_and_why(string answer, string message)
    {
        await using var dagster = await StartAsync();
        dagster.Answer("launchRun", answer);
        var refusal = await Should.ThrowAsync<DagsterException>(() => dagster.Client.LaunchRunAsync(dagster.Request, Ct));
        refusal.Code.ShouldBe((string)JsonNode.Parse(answer)!["__typename"]!);
        refusal.Message.ShouldContain(message);
        refusal.IsTransient.ShouldBeFalse();
        dagster.Server.Runs.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(429, "{}", "application/json")]
    [InlineData(500, "oops", "text/plain")]
    [InlineData(502, "<html>Bad gateway</html>", "text/html")]
    [InlineData(200, "<html>Sign in</html>", "text/html")]
    [InlineData(200, "{\"data\":", "application/json")]
    [InlineData(200, """{"data": null}""", "application/json")]
    [InlineData(503, """{"errors": [{"message": "deploying"}]}""", "application/json")]
    public async Task What_passes_is_borne_at_each_point(int status, string body, string type)
    {
        await using var dagster = await StartAsync();
        for (var request = 0; request < 3; request++) dagster.Answer(status, body, type);
        var launched = await dagster.Client.LaunchRunAsync(dagster.Request, Ct);
        (await dagster.Client.FollowAsync(launched.Run.RunId, Poll, Ct)).Status.ShouldBe(RunStatus.Success);
        dagster.Server.Runs.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_query_that_is_refused_is_not_sent_again()
    {
        await using var dagster = await StartAsync();
        dagster.Answer(400, """{"errors": [{"message": "Cannot query field 'jobName' on type 'Run'."}]}""");
        var refusal = await Should.ThrowAsync<DagsterException>(() => dagster.Client.GetRunAsync("run-1", Ct));
        refusal.Code.ShouldBe("GraphQL");
        refusal.Message.ShouldContain("Cannot query field");
        dagster.Server.Requests.Count().ShouldBe(1);
    }

    [Fact]
    public async Task An_answer_that_does_not_come_is_not_waited_for()
    {
        await using var dagster = await StartAsync(Patience with { RequestTimeout = TimeSpan.FromMilliseconds(300), MaxAttempts = 1 });
        dagster.Server.Faults.Enqueue(context => Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default));
        (await Should.ThrowAsync<DagsterException>(() => dagster.Client.GetRunAsync("run-1", Ct))).Code.ShouldBe("TimedOut");
    }

    [Fact]
    public async Task A_wait_longer_than_the_limit_is_left_to_the_caller()
    {
        await using var dagster = await StartAsync();
        dagster.Answer(429, "{}", retryAfter: "3600");
        (await Should.ThrowAsync<DagsterException>(() => dagster.Client.GetRunAsync("run-1", Ct))).RetryAfter.ShouldBe(TimeSpan.FromHours(1));
    }

    [Fact]
    public async Task The_token_shows_in_no_exception_and_no_text()
    {
        const string Wrong = "user:wrong-token";
        await using var dagster = await StartAsync(token: Wrong);
        var refusal = await Should.ThrowAsync<DagsterException>(() => dagster.Client.GetRunAsync("run-1", Ct));
        refusal.Status.ShouldBe(HttpStatusCode.Unauthorized);
        refusal.ToString().ShouldNotContain(Wrong);
        dagster.Answer(403, $$"""{"errors": [{"message": "{{Wrong}} may not"}]}""");
        (await Should.ThrowAsync<DagsterException>(() => dagster.Client.GetRunAsync("run-1", Ct))).Message.ShouldContain("*** may not");
        dagster.Connection.ToString().ShouldNotContain(Wrong);
    }

    [Fact]
    public async Task The_token_is_not_carried_to_another_host()
    {
        await using var other = await DagsterServer.StartAsync();
        await using var dagster = await StartAsync();
        dagster.Server.Faults.Enqueue(context =>
        {
            context.Response.StatusCode = 307;
            context.Response.Headers.Location = other.Url;
            return Task.CompletedTask;
        });
        await Should.ThrowAsync<DagsterException>(() => dagster.Client.GetRunAsync("run-1", Ct));
        other.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_terminated_run_ends_as_cancelled_and_one_that_is_over_stays_so()
    {
        await using var dagster = await StartAsync();
        var run = (string)dagster.Server.AddRun("STARTED")["runId"]!;
        await dagster.Client.TerminateRunAsync(run, cancellationToken: Ct);
        (await dagster.Client.FollowAsync(run, Poll, Ct)).Status.ShouldBe(RunStatus.Canceled);
        await dagster.Client.TerminateRunAsync(run, TerminatePolicy.MarkAsCanceledImmediately, Ct);
        (await Should.ThrowAsync<DagsterException>(() => dagster.Client.TerminateRunAsync("run-99", cancellationToken: Ct))).Code.ShouldBe("RunNotFoundError");
    }

    [Fact]
    public async Task A_failed_run_is_executed_again_once_however_often_that_is_asked()
    {
        await using var dagster = await StartAsync();
        var failed = (string)dagster.Server.AddRun("FAILURE")["runId"]!;
        var retry = await dagster.Client.RetryRunAsync(failed, Ct);
        retry.Run.ParentRunId.ShouldBe(failed);
        (await dagster.Client.RetryRunAsync(failed, Ct)).Run.RunId.ShouldBe(retry.Run.RunId);
        dagster.Server.Runs.Count.ShouldBe(2);
    }
}
