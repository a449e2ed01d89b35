namespace ControlPlane.Warehouses.Provisioning;

/// <summary>One difference between what is and what should be, and what removes it.</summary>
/// <param name="Id">The same for the same difference however often it is observed: <c>grant:schema:MARTS:ACME_DEV_READER</c>.</param>
/// <param name="Kind">What is done: <c>create-role</c>, <c>grant</c>, <c>drop-table</c> and so on.</param>
/// <param name="Target">What it is done to.</param>
/// <param name="Why">The difference in words: <c>USAGE on schema MARTS missing for ACME_DEV_READER</c>. Never a secret.</param>
/// <param name="Destructive">Data is lost that nobody can bring back.</param>
public record ProvisioningStep(string Id, string Kind, string Target, string Why, bool Destructive);

/// <summary>The ordered way from what was observed to what is wanted; empty means converged.</summary>
public sealed record ProvisioningPlan(DesiredWarehouse Desired, IReadOnlyList<ProvisioningStep> Steps);
