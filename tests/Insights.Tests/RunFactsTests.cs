using ControlPlane.Contracts;
using ControlPlane.Insights.Runs;

namespace ControlPlane.Insights.Tests;

public sealed class RunFactsTests
{
    private static readonly RunFacts Published = new(false, StageStatus.Succeeded, StageStatus.Succeeded, ["activate/crm", "refresh/report"], new Dictionary<string, StageStatus>());

    [Fact]
    public void A_run_goes_on_until_all_that_was_planned_has_ended()
    {
        With(("activate/crm", StageStatus.Succeeded)).Status.ShouldBe(StageStatus.Running);
        With(("activate/crm", StageStatus.Succeeded), ("refresh/report", StageStatus.Running)).Status.ShouldBe(StageStatus.Running);
        With(("activate/crm", StageStatus.Succeeded), ("refresh/report", StageStatus.Succeeded)).Status.ShouldBe(StageStatus.Succeeded);
    }

    [Fact]
    public void What_is_skipped_does_not_fail_a_run() =>
        With(("activate/crm", StageStatus.Skipped), ("refresh/report", StageStatus.Succeeded)).Status.ShouldBe(StageStatus.Succeeded);

    [Fact]
    public void One_failed_activation_fails_the_run_once_the_others_have_ended()
    {
        With(("activate/crm", StageStatus.Failed), ("refresh/report", StageStatus.Running)).Status.ShouldBe(StageStatus.Running);
        With(("activate/crm", StageStatus.Failed), ("refresh/report", StageStatus.Succeeded)).Status.ShouldBe(StageStatus.Failed);
    }

    [Fact]
    public void A_run_with_nothing_to_activate_ends_when_its_models_are_published() =>
        (Published with { Planned = [] }).Status.ShouldBe(StageStatus.Succeeded);

    [Fact]
    public void A_run_is_not_over_while_it_is_unknown_what_follows_its_models() =>
        (Published with { Planned = null }).Status.ShouldBe(StageStatus.Running);

    [Fact]
    public void A_failed_ingestion_ends_the_run() =>
        (Published with { Ingestion = StageStatus.Failed, Models = null, Planned = null }).Status.ShouldBe(StageStatus.Failed);

    [Fact]
    public void A_refused_model_ends_the_run() =>
        (Published with { Models = StageStatus.Failed, Planned = null }).Status.ShouldBe(StageStatus.Failed);

    [Fact]
    public void A_cancelled_run_is_cancelled_whatever_else_arrives() =>
        (Published with { Cancelled = true, Planned = [] }).Status.ShouldBe(StageStatus.Cancelled);

    private static RunFacts With(params (string Key, StageStatus Status)[] stages) => Published with { Stages = stages.ToDictionary(stage => stage.Key, stage => stage.Status) };
}
