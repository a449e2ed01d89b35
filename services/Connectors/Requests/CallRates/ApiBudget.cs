using ControlPlane.Connectors.Manifests;

namespace ControlPlane.Connectors.Requests.CallRates;

/// <summary>How many calls a source allows, and which of its headers tell how many are left and from when there are more.</summary>
/// <param name="Text">The declaration as it stands in the manifest, which tells one budget from another.</param>
internal sealed record ApiBudget(
    IReadOnlyList<CallRatePolicy> Policies, string RemainingHeader, string ResetHeader, IReadOnlyList<int> HitStatuses, string Text)
{
    public static ComponentKinds<ApiBudget> Kinds { get; } = new() { ["HTTPAPIBudget"] = Compile };

    private static ApiBudget Compile(Component c)
    {
        var policies = c.Children("policies", CallRatePolicy.Kinds);
        var statuses = c.Integers("status_codes_for_ratelimit_hit");
        return new(
            policies,
            c.Text("ratelimit_remaining_header") ?? "ratelimit-remaining",
            c.Text("ratelimit_reset_header") ?? "ratelimit-reset",
            statuses.Count > 0 ? statuses : [429],
            c["policies"]?.ToJsonString() ?? "");
    }
}
