using ControlPlane.Contracts;
using ControlPlane.Tenants.Applies;
using ControlPlane.Tenants.Monitoring;
using ControlPlane.Tenants.Plans;
using ControlPlane.Warehouses.Provisioning;

namespace ControlPlane.Tenants.Tests;

/// <summary>What an apply that was cut off may go on with: what was agreed to, and nothing else.</summary>
public sealed class ResumedApplyTests
{
    private static readonly TenantId Tenant = TenantId.Parse("acme-dev");
    private static readonly MonitorLimits Limits = new(Tenant, Tenant.MonitorName, 50, 1);
    private static readonly ProvisioningStep Harmless = new("table:RAW.t:_batch", "alter-column", "table RAW.t", "column _batch of RAW.t accepts null", false);
    private static readonly ProvisioningStep Done = new("schema:MARTS", "create-schema", "schema MARTS", "schema MARTS missing", false);

    [Fact]
    public void What_is_left_of_the_plan_is_gone_on_with() => PlanApplier.Refusal(CutOff(Done, Harmless), Fresh(Harmless)).ShouldBeNull();

    [Fact]
    public void Step_that_destroys_data_is_refused_where_one_of_its_name_was_harmless()
    {
        var destructive = Harmless with { Why = "column _batch of RAW.t is text instead of uuid", Destructive = true };

        PlanApplier.Refusal(CutOff(Done, Harmless), Fresh(destructive))!.ShouldContain(destructive.Why);
    }

    [Fact]
    public void Step_that_nobody_was_shown_is_refused()
    {
        foreach (var other in new[] { Harmless with { Id = "x" }, Harmless with { Kind = "x" }, Harmless with { Target = "x" }, Harmless with { Why = "x" }, Harmless with { Destructive = true } })
            PlanApplier.Refusal(CutOff(Done, Harmless), Fresh(other)).ShouldNotBeNull();
    }

    private static ApplyRow CutOff(params ProvisioningStep[] steps) =>
        new(Guid.CreateVersion7(), 1, Fresh(steps).Hash, [.. Fresh(steps).Steps], 1, ApplyState.Running, null, DateTimeOffset.UnixEpoch, null);

    private static TenantPlan Fresh(params ProvisioningStep[] steps) =>
        TenantPlan.For(1, DateTimeOffset.UnixEpoch, new ProvisioningPlan(new DesiredWarehouse(Tenant, 20, [], false), steps), [], Limits, monitor: null);
}
