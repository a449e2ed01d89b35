using ControlPlane.Warehouses.Provisioning;

namespace ControlPlane.Tenants.Plans;

/// <param name="Hash">Pins the plan: applying it is refused when it would be another one by then.</param>
/// <param name="Steps">In order; empty means converged.</param>
internal sealed record PlanView(string Hash, long Generation, DateTimeOffset ObservedAt, IReadOnlyList<StepView> Steps)
{
    public static PlanView Of(TenantPlan plan) => new(plan.Hash, plan.Generation, plan.ObservedAt, [.. plan.Steps.Select(StepView.Of)]);
}

internal sealed record StepView(string Id, string Kind, string Target, string Why, bool Destructive)
{
    public static StepView Of(ProvisioningStep step) => new(step.Id, step.Kind, step.Target, step.Why, step.Destructive);
}

internal sealed record ApplyRequest(string Hash, bool ConfirmDestructive = false);

internal sealed record ApplyAccepted(Guid Id, string Hash);
