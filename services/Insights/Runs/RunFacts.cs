using ControlPlane.Contracts;

namespace ControlPlane.Insights.Runs;

/// <summary>What is known of a run; facts may be missing because they did not arrive yet.</summary>
/// <param name="Ingestion">How the ingestion ended; null while it goes on.</param>
/// <param name="Models">How the transformation ended; null while it goes on.</param>
/// <param name="Planned"><c>{stage}/{name}</c> of what follows the published models; null until that is known.</param>
/// <param name="Stages">Status by <c>{stage}/{name}</c>.</param>
/// <param name="Accounted">Every batch and every activation that was carried out has its final entry in the ledger.</param>
public sealed record RunFacts(
    bool Cancelled, StageStatus? Ingestion, StageStatus? Models, IReadOnlyList<string>? Planned, IReadOnlyDictionary<string, StageStatus> Stages, bool Accounted = true)
{
    /// <summary>Where the run stands. Pure, and the same whatever order the facts came in.</summary>
    public StageStatus Status => this switch
    {
        // What has landed is still loaded, and a run is over only once its ledger is.
        { Ingestion: null } or { Accounted: false } => StageStatus.Running,
        { Cancelled: true } => StageStatus.Cancelled,
        { Ingestion: StageStatus.Failed or StageStatus.Cancelled } => Ingestion.Value,
        { Models: StageStatus.Failed or StageStatus.Cancelled } => Models.Value,
        { Models: null } or { Planned: null } => StageStatus.Running,
        _ => Last(),
    };

    private StageStatus Last()
    {
        var planned = Planned!.Select(key => Stages.GetValueOrDefault(key, StageStatus.Pending)).ToList();
        if (planned.Exists(status => status is StageStatus.Pending or StageStatus.Running)) return StageStatus.Running;
        return planned.Exists(status => status is StageStatus.Failed or StageStatus.Cancelled) ? StageStatus.Failed : StageStatus.Succeeded;
    }
}
