using ControlPlane.Contracts;
using ControlPlane.Tenants.Monitoring;
using ControlPlane.Warehouses.Provisioning;

namespace ControlPlane.Tenants.Tests;

public sealed class QuotaDecisionTests
{
    private static readonly DateOnly January = new(2026, 1, 1);

    private static readonly MonitorRow Monitor = new("acme-dev", "ACME_DEV_MONITOR", 10, 1, January, 0, 0, 0, 0, false, false);

    [Fact]
    public void Counter_that_went_backwards_counts_from_zero()
    {
        var decision = QuotaDecision.For(Monitor with { Seconds = 500, Counter = 500 }, Seen(30), January);

        decision.Monitor.Seconds.ShouldBe(530);
        decision.Monitor.Counter.ShouldBe(30);
    }

    [Fact]
    public void Database_that_is_not_there_costs_nothing() => QuotaDecision.For(Monitor with { Counter = 5 }, null, January).Monitor.Counter.ShouldBe(5);

    [Fact]
    public void Thresholds_passed_together_are_told_together_and_never_again()
    {
        var first = QuotaDecision.For(Monitor, Seen(9.5 * 3600), January);
        first.Notices.ShouldBe([75, 90]);
        first.Monitor.Suspended.ShouldBeFalse();
        QuotaDecision.For(first.Monitor, Seen(9.6 * 3600), January).Notices.ShouldBeEmpty();
    }

    [Fact]
    public void Statement_that_still_runs_counts_against_the_quota_but_is_not_written_down()
    {
        var decision = QuotaDecision.For(Monitor, Seen(9 * 3600, inFlight: 3600), January);

        decision.Monitor.Suspended.ShouldBeTrue();
        decision.Monitor.Credits.ShouldBe(9);
    }

    [Fact]
    public void Month_that_turns_starts_from_zero_and_resumes()
    {
        var decision = QuotaDecision.For(Monitor with { Seconds = 36000, Credits = 10, Counter = 36000, NoticedPercent = 90, Suspended = true, Enforced = true }, Seen(36010), January.AddMonths(1));

        decision.Monitor.Seconds.ShouldBe(10);
        decision.Monitor.NoticedPercent.ShouldBe(0);
        decision.Monitor.Suspended.ShouldBeFalse();
        decision.Monitor.InTransition.ShouldBeTrue();
    }

    [Fact]
    public void Without_a_quota_nobody_is_suspended() => QuotaDecision.For(Monitor with { QuotaCredits = null }, Seen(1e9), January).Monitor.Suspended.ShouldBeFalse();

    [Fact]
    public void Larger_size_costs_more_from_then_on()
    {
        var small = QuotaDecision.For(Monitor, Seen(3600), January).Monitor;
        QuotaDecision.For(small with { CreditsPerHour = 4 }, Seen(7200), January).Monitor.Credits.ShouldBe(5);
    }

    private static StatementTime Seen(double seconds, double inFlight = 0) => new(TenantId.Parse("acme-dev"), TimeSpan.FromSeconds(seconds), TimeSpan.FromSeconds(inFlight));
}
