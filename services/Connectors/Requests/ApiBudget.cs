using ControlPlane.Connectors.Manifests;

namespace ControlPlane.Connectors.Requests;

/// <summary>Which headers of a source tell how many calls are left and from when there are more.</summary>
internal sealed record ApiBudget(string RemainingHeader, string ResetHeader, IReadOnlyList<int> HitStatuses)
{
    public static ComponentKinds<ApiBudget> Kinds { get; } = new() { ["HTTPAPIBudget"] = Compile };

    private static ComponentKinds<object> PolicyKinds { get; } = new() { ["UnlimitedCallRatePolicy"] = c => c };

    private static ApiBudget Compile(Component c)
    {
        c.Children("policies", PolicyKinds);
        var statuses = c.Integers("status_codes_for_ratelimit_hit");
        return new(
            (c.Text("ratelimit_remaining_header") ?? "ratelimit-remaining").ToLowerInvariant(),
            (c.Text("ratelimit_reset_header") ?? "ratelimit-reset").ToLowerInvariant(),
            statuses.Count > 0 ? statuses : [429]);
    }
}
