using ControlPlane.Portal.Api;
using ControlPlane.Portal.Format;

namespace ControlPlane.Portal.Pages;

/// <param name="Details">By run, as far as the API told them.</param>
/// <param name="Credits">By tenant, as far as the API told them.</param>
/// <param name="Filter">Only this tenant's runs are listed; null for everybody's.</param>
/// <param name="IsFirst">Nothing was paged away, so an empty list means that there is nothing.</param>
public sealed record Overview(
    Answer<Page<TenantView>> Tenants, Answer<Page<RunSummary>> Runs, IReadOnlyDictionary<Guid, RunView> Details,
    IReadOnlyDictionary<string, CreditsView> Credits, string? Filter, bool IsFirst)
{
    public bool IsUnavailable => Tenants is Answer<Page<TenantView>>.Failed && Runs is Answer<Page<RunSummary>>.Failed;

    /// <summary>Something is under way, so the page is worth asking for again soon.</summary>
    public bool IsBusy =>
        (Runs.ValueOrDefault?.Items ?? []).Any(run => Tone.GoesOn(run.Status))
        || (Tenants.ValueOrDefault?.Items ?? []).Any(tenant => Tone.OfState(Tone.StateOf(tenant)) == Tone.Busy);
}
