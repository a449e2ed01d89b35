using System.Net;
using ControlPlane.Clients.DbtCloud;
using ControlPlane.Testing.DbtCloud;
using static ControlPlane.ModelEngines.Tests.DbtCloud.CloudFixture;

namespace ControlPlane.ModelEngines.Tests.DbtCloud;

public sealed class TriggerTests
{
    [Fact]
    public async Task A_job_is_triggered_with_our_run_in_its_cause_and_followed_to_its_end()
    {
        await using var cloud = await StartAsync();
        var request = cloud.Request with { StepsOverride = ["dbt build --select marts"], ThreadsOverride = 8, GenerateDocsOverride = false, SchemaOverride = "shadow", TimeoutSecondsOverride = 60 };
        var triggered = await cloud.Client.TriggerAsync(request, Ct);
        triggered.Outcome.ShouldBe(TriggerOutcome.Triggered);
        triggered.Run.Cause!.ShouldContain(request.RunId.ToString());
        var end = await cloud.Client.FollowAsync(triggered.Run.Id, Poll, Ct);
        end.Status.ShouldBe(JobRunStatus.Success);
        end.FinishedAt.ShouldNotBeNull();
        cloud.Server.Requests.Single(sent => sent.Method == "POST").Body.ShouldBe(
            $$"""{"cause":"Control plane run [{{request.RunId}}]","schema_override":"shadow","threads_override":8,"generate_docs_override":false,"timeout_seconds_override":60,"steps_override":["dbt build --select marts"]}""");
    }

    [Fact]
    public async Task A_run_that_was_triggered_before_is_found_and_not_triggered_again()
    {
        await using var cloud = await StartAsync();
        var first = await cloud.Client.TriggerAsync(cloud.Request, Ct);
        var second = await cloud.Client.TriggerAsync(cloud.Request, Ct);
        second.Outcome.ShouldBe(TriggerOutcome.Found);
        second.Run.Id.ShouldBe(first.Run.Id);
        cloud.Server.Triggers.ShouldBe(1);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_search_goes_over_all_pages_as_far_back_as_our_run_goes(bool listsLeaveTriggersOut)
    {
        await using var cloud = await StartAsync();
        cloud.Server.ListsLeaveTriggersOut = listsLeaveTriggersOut;
        var old = DateTimeOffset.UtcNow.AddDays(-3);
        for (var id = 1; id <= 500; id++) cloud.Server.Add(new CloudRun(id, CloudServer.Job, "Scheduled") { Status = 10, CreatedAt = old });
        cloud.Server.Add(new CloudRun(501, CloudServer.Job, $"Control plane run [{cloud.Request.RunId}]"));
        for (var id = 502; id <= 650; id++) cloud.Server.Add(new CloudRun(id, CloudServer.Job, "Scheduled") { Status = 10 });
        (await cloud.Client.FindRunAsync(CloudServer.Job, cloud.Request.RunId, Ct))!.Id.ShouldBe(501);
        (await cloud.Client.FindRunAsync(CloudServer.Job, Guid.CreateVersion7(), Ct)).ShouldBeNull();
        cloud.Server.Requests.Where(sent => sent.Path.EndsWith("/runs/", StringComparison.Ordinal)).ShouldAllBe(sent => !sent.Query.Contains("offset=300"));
    }

    [Fact]
    public async Task A_run_whose_answer_was_lost_is_found_and_not_triggered_twice()
    {
        await using var cloud = await StartAsync();
        cloud.Server.LostAnswers = 1;
        var triggered = await cloud.Client.TriggerAsync(cloud.Request, Ct);
        triggered.Outcome.ShouldBe(TriggerOutcome.Recovered);
        cloud.Server.Runs.ShouldHaveSingleItem().Id.ShouldBe(triggered.Run.Id);
    }

    [Theory]
    [InlineData(429, """{"status":{"code":429,"is_success":false,"user_message":"Slow down"}}""", "application/json")]
    [InlineData(500, "oops", "text/plain")]
    [InlineData(502, "<html>Bad gateway</html>", "text/html")]
    [InlineData(200, "<html>Sign in</html>", "text/html")]
    [InlineData(200, "{\"data\":", "application/json")]
    [InlineData(200, """{"data":null,"status":{"code":503,"is_success":false,"user_message":"Maintenance"}}""", "application/json")]
    public async Task What_passes_is_borne_at_each_point(int status, string body, string type)
    {
        await using var cloud = await StartAsync();
        for (var request = 0; request < 3; request++) cloud.Answer(status, body, type);
        var triggered = await cloud.Client.TriggerAsync(cloud.Request, Ct);
        (await cloud.Client.FollowAsync(triggered.Run.Id, Poll, Ct)).Status.ShouldBe(JobRunStatus.Success);
        cloud.Server.Runs.Count.ShouldBe(1);
    }

    [Fact]
    public async Task An_answer_that_does_not_come_is_not_waited_for()
    {
        await using var cloud = await StartAsync(Patience with { RequestTimeout = TimeSpan.FromMilliseconds(300), MaxAttempts = 1 });
        cloud.Server.Faults.Enqueue(async (context, _) =>
        {
            context.Response.ContentType = "application/json";
            await context.Response.Body.WriteAsync("{"u8.ToArray());
            await context.Response.Body.FlushAsync();
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
            return true;
        });
        var silence = await Should.ThrowAsync<DbtCloudException>(() => cloud.Client.GetRunAsync(1, Ct));
        silence.Code.ShouldBe("TimedOut");
    }

    [Fact]
    public async Task A_wait_longer_than_the_limit_is_left_to_the_caller()
    {
        await using var cloud = await StartAsync();
        cloud.Answer(429, "{}", retryAfter: "3600");
        var refusal = await Should.ThrowAsync<DbtCloudException>(() => cloud.Client.GetRunAsync(1, Ct));
        refusal.RetryAfter.ShouldBe(TimeSpan.FromHours(1));
        refusal.IsTransient.ShouldBeTrue();
    }

    [Fact]
    public async Task A_job_that_is_not_there_is_not_asked_for_twice()
    {
        await using var cloud = await StartAsync();
        var refusal = await Should.ThrowAsync<DbtCloudException>(() => cloud.Client.TriggerAsync(cloud.Request with { JobId = 99 }, Ct));
        refusal.Status.ShouldBe(HttpStatusCode.NotFound);
        cloud.Server.Triggers.ShouldBe(1);
    }

    [Fact]
    public async Task The_token_shows_in_no_exception_and_no_text()
    {
        const string Wrong = "dbtc_wrong_token";
        await using var cloud = await StartAsync(token: Wrong);
        cloud.Answer(401, $$$"""{"data":null,"status":{"code":401,"is_success":false,"user_message":"{{{Wrong}}} is not a token"}}""");
        var refusal = await Should.ThrowAsync<DbtCloudException>(() => cloud.Client.GetRunAsync(1, Ct));
        refusal.Message.ShouldBe("Unauthorized (401): *** is not a token");
        cloud.Connection.ToString().ShouldNotContain(Wrong);
        var second = await Should.ThrowAsync<DbtCloudException>(() => cloud.Client.GetRunAsync(1, Ct));
        second.ToString().ShouldNotContain(Wrong);
    }

    [Fact]
    public async Task The_token_is_not_carried_to_another_host()
    {
        await using var other = await CloudServer.StartAsync();
        await using var cloud = await StartAsync();
        cloud.Server.Faults.Enqueue((context, _) =>
        {
            context.Response.StatusCode = 307;
            context.Response.Headers.Location = other.Url + context.Request.Path;
            return Task.FromResult(true);
        });
        await Should.ThrowAsync<DbtCloudException>(() => cloud.Client.GetRunAsync(1, Ct));
        other.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_cancelled_run_ends_as_cancelled_and_one_that_is_over_stays_so()
    {
        await using var cloud = await StartAsync();
        cloud.Server.Course = [.. Enumerable.Repeat(3, 1000)];
        var run = (await cloud.Client.TriggerAsync(cloud.Request, Ct)).Run;
        await cloud.Client.CancelRunAsync(run.Id, Ct);
        (await cloud.Client.FollowAsync(run.Id, Poll, Ct)).Status.ShouldBe(JobRunStatus.Cancelled);
        await cloud.Client.CancelRunAsync(run.Id, Ct);
    }

    [Fact]
    public async Task A_failed_run_is_retried_once_however_often_that_is_asked()
    {
        await using var cloud = await StartAsync();
        cloud.Server.Course = [3, 20];
        var failed = await cloud.Client.FollowAsync((await cloud.Client.TriggerAsync(cloud.Request, Ct)).Run.Id, Poll, Ct);
        failed.CanRetry.ShouldBeTrue();
        cloud.Server.LostAnswers = 1;
        var retry = await cloud.Client.RetryRunAsync(failed, Ct);
        retry.Outcome.ShouldBe(TriggerOutcome.Recovered);
        retry.Run.RetryingRunId.ShouldBe(failed.Id);
        (await cloud.Client.RetryRunAsync(failed, Ct)).Run.Id.ShouldBe(retry.Run.Id);
        cloud.Server.Runs.Count.ShouldBe(2);
    }
}
