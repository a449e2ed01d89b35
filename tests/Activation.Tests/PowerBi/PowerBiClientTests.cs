using System.Net;
using ControlPlane.AppHost.SampleSource;
using ControlPlane.Clients.PowerBi;
using static ControlPlane.Activation.Tests.PowerBi.PowerBiFixture;

namespace ControlPlane.Activation.Tests.PowerBi;

public sealed class PowerBiClientTests
{
    private static readonly SampleServerOptions Endless = new() { RefreshDuration = TimeSpan.FromHours(1) };

    [Fact]
    public async Task Enhanced_refresh_is_followed_to_its_end()
    {
        await using var powerBi = await StartAsync(Endless);
        var started = await powerBi.Client.StartRefreshAsync(powerBi.Dataset, new RefreshRequest
        {
            Type = "Full",
            CommitMode = "Transactional",
            MaxParallelism = 2,
            RetryCount = 0,
            Objects = [new("Sales"), new("Days", "2026")],
            EffectiveDate = new DateTimeOffset(2026, 11, 21, 0, 0, 0, TimeSpan.Zero),
            Timeout = TimeSpan.FromHours(2),
        }, Ct);
        started.Outcome.ShouldBe(StartOutcome.Started);
        (await powerBi.Client.GetRefreshAsync(started.Refresh, Ct)).Status.ShouldBe(RefreshStatus.InProgress);

        powerBi.Time.Ahead = Endless.RefreshDuration;
        var end = await powerBi.Client.FollowAsync(started.Refresh, Poll, Ct);
        end.Succeeded.ShouldBeTrue();
        end.EndTime.ShouldNotBeNull();
        var entry = (await powerBi.Client.ListRefreshesAsync(powerBi.Dataset, 5, Ct)).ShouldHaveSingleItem();
        entry.RequestId.ShouldBe(started.Refresh.RefreshId);
        entry.RefreshType.ShouldBe(RefreshType.ViaEnhancedApi);
    }

    [Fact]
    public async Task Classic_refresh_is_followed_in_the_history()
    {
        await using var powerBi = await StartAsync();
        var started = await powerBi.Client.StartRefreshAsync(powerBi.Dataset, RefreshRequest.Classic, Ct);
        started.Refresh.Enhanced.ShouldBeFalse();
        (await powerBi.Client.FollowAsync(started.Refresh, Poll, Ct)).Succeeded.ShouldBeTrue();
        await Should.ThrowAsync<PowerBiException>(() => powerBi.Client.CancelRefreshAsync(started.Refresh, Ct));
    }

    [Fact]
    public async Task Failed_refresh_says_why()
    {
        await using var powerBi = await StartAsync(new() { RefreshFailure = _ => "ModelRefreshFailed_CredentialsNotSpecified" });
        foreach (var request in new[] { RefreshRequest.Full, RefreshRequest.Classic })
        {
            var started = await powerBi.Client.StartRefreshAsync(powerBi.Dataset, request, Ct);
            var end = await powerBi.Client.FollowAsync(started.Refresh, Poll, Ct);
            end.Status.ShouldBe(RefreshStatus.Failed);
            end.Succeeded.ShouldBeFalse();
            end.Messages.ShouldHaveSingleItem().ToString().ShouldContain("CredentialsNotSpecified");
        }
    }

    [Fact]
    public async Task Running_refresh_is_offered_for_adoption()
    {
        await using var powerBi = await StartAsync(Endless);
        var first = await powerBi.Client.StartRefreshAsync(powerBi.Dataset, RefreshRequest.Full, Ct);
        var second = await powerBi.Client.StartRefreshAsync(powerBi.Dataset, RefreshRequest.Full, Ct);
        second.Outcome.ShouldBe(StartOutcome.AlreadyRunning);
        second.Refresh.ShouldBe(first.Refresh);
    }

    [Fact]
    public async Task Cancelled_refresh_ends_as_cancelled()
    {
        await using var powerBi = await StartAsync(Endless);
        var started = await powerBi.Client.StartRefreshAsync(powerBi.Dataset, RefreshRequest.Full, Ct);
        await powerBi.Client.CancelRefreshAsync(started.Refresh, Ct);
        var end = await powerBi.Client.FollowAsync(started.Refresh, Poll, Ct);
        end.Status.ShouldBe(RefreshStatus.Cancelled);
        end.Succeeded.ShouldBeFalse();
    }

    [Fact]
    public async Task Refresh_whose_answer_was_lost_is_found_and_not_started_twice()
    {
        await using var powerBi = await StartAsync(Endless with { RefreshAnswerLost = n => n == 1 });
        var started = await powerBi.Client.StartRefreshAsync(powerBi.Dataset, RefreshRequest.Full, Ct);
        started.Outcome.ShouldBe(StartOutcome.Recovered);
        (await powerBi.Client.ListRefreshesAsync(powerBi.Dataset, 10, Ct)).ShouldHaveSingleItem().RequestId.ShouldBe(started.Refresh.RefreshId);
        powerBi.Wire.Count("POST", "/refreshes").ShouldBe(1);
    }

    [Fact]
    public async Task Throttled_and_failing_requests_are_tried_again_after_the_time_asked_for()
    {
        await using var powerBi = await StartAsync(new() { PowerBiFaultRate = 1, RefreshDuration = TimeSpan.Zero });
        var start = TimeProvider.System.GetTimestamp();
        var started = await powerBi.Client.StartRefreshAsync(powerBi.Dataset, RefreshRequest.Full, Ct);
        started.Outcome.ShouldBe(StartOutcome.Started);
        (await powerBi.Client.FollowAsync(started.Refresh, Poll, Ct)).Succeeded.ShouldBeTrue();
        TimeProvider.System.GetElapsedTime(start).ShouldBeGreaterThan(TimeSpan.FromSeconds(0.9));
        (await powerBi.Client.ListRefreshesAsync(powerBi.Dataset, 10, Ct)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Wait_longer_than_the_limit_is_left_to_the_caller()
    {
        await using var powerBi = await StartAsync(new() { PowerBiFaultRate = 1 }, client: new() { MaxBackoff = TimeSpan.FromMilliseconds(100) });
        var refusal = await Should.ThrowAsync<PowerBiException>(() => powerBi.Client.ListRefreshesAsync(powerBi.Dataset, 1, Ct));
        refusal.Status.ShouldBe(HttpStatusCode.TooManyRequests);
        refusal.RetryAfter.ShouldBe(TimeSpan.FromSeconds(1));
        refusal.IsTransient.ShouldBeTrue();
    }

    [Fact]
    public async Task Token_is_shared_until_shortly_before_its_end()
    {
        await using var powerBi = await StartAsync();
        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => powerBi.Client.ListRefreshesAsync(powerBi.Dataset, 1, Ct)));
        powerBi.Wire.Count("POST", "/token").ShouldBe(1);
        powerBi.Time.Ahead = TimeSpan.FromMinutes(54);
        await powerBi.Client.ListRefreshesAsync(powerBi.Dataset, 1, Ct);
        powerBi.Wire.Count("POST", "/token").ShouldBe(1);
        powerBi.Time.Ahead = TimeSpan.FromMinutes(56);
        await powerBi.Client.ListRefreshesAsync(powerBi.Dataset, 1, Ct);
        powerBi.Wire.Count("POST", "/token").ShouldBe(2);
    }

    [Fact]
    public async Task Secret_shows_in_no_exception_and_no_text()
    {
        await using var wrong = await StartAsync(change: connection => connection with { ClientSecret = Secret + "x" });
        var refusal = await Should.ThrowAsync<PowerBiException>(() => wrong.Client.ListRefreshesAsync(wrong.Dataset, 1, Ct));
        refusal.Code.ShouldBe("invalid_client");
        refusal.Status.ShouldBe(HttpStatusCode.Unauthorized);
        refusal.ToString().ShouldNotContain(Secret);
        wrong.Connection.ToString().ShouldNotContain(Secret);
        wrong.Client.ToString()!.ShouldNotContain(Secret);

        await using var unreachable = await StartAsync(change: connection => connection with { LoginUrl = new Uri("http://127.0.0.1:1") });
        var silence = await Should.ThrowAsync<PowerBiException>(() => unreachable.Client.ListRefreshesAsync(unreachable.Dataset, 1, Ct));
        silence.Code.ShouldBe("Unreachable");
        silence.ToString().ShouldNotContain(Secret);
    }

    [Fact]
    public async Task Unknown_dataset_and_invalid_request_are_refused_without_another_try()
    {
        await using var powerBi = await StartAsync(new() { PowerBiDatasets = new HashSet<Guid>() });
        var unknown = await Should.ThrowAsync<PowerBiException>(() => powerBi.Client.StartRefreshAsync(powerBi.Dataset, RefreshRequest.Full, Ct));
        unknown.Code.ShouldBe("PowerBIEntityNotFound");
        unknown.Status.ShouldBe(HttpStatusCode.NotFound);

        await using var strict = await StartAsync();
        var invalid = await Should.ThrowAsync<PowerBiException>(() => strict.Client.StartRefreshAsync(strict.Dataset, new RefreshRequest { CommitMode = "PartialBatch", ApplyRefreshPolicy = true }, Ct));
        invalid.Status.ShouldBe(HttpStatusCode.BadRequest);
        strict.Wire.Count("POST", "/refreshes").ShouldBe(1);
    }
}
