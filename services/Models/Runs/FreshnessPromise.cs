using ControlPlane.Models.Manifests;
using ControlPlane.Models.Runs.Results;

namespace ControlPlane.Models.Runs;

/// <summary>What a source promises of the age of its newest row.</summary>
public static class FreshnessPromise
{
    /// <summary>Whether anything is promised, so that looking makes sense.</summary>
    public static bool Has(SourceDefinition source) => source.Freshness is { } freshness && (freshness.WarnAfter?.Count is not null || freshness.ErrorAfter?.Count is not null);

    public static NodeStatus Judge(Freshness? promise, double seconds) =>
        IsOlder(promise?.ErrorAfter, seconds) ? NodeStatus.Error : IsOlder(promise?.WarnAfter, seconds) ? NodeStatus.Warn : NodeStatus.Pass;

    private static bool IsOlder(FreshnessPeriod? period, double seconds) => period?.Count is { } count && seconds > count * period.Period switch
    {
        "minute" => 60,
        "hour" => 3600,
        _ => 86400,
    };
}
