using ControlPlane.Contracts;
using ControlPlane.Insights.Ledger;

namespace ControlPlane.Insights.Runs;

/// <param name="FinishedAt">Null while it goes on.</param>
public sealed record RunSummary(
    Guid Run, string Tenant, StageStatus Status, string? Trigger, IReadOnlyList<string> Sources, DateTimeOffset StartedAt, DateTimeOffset? FinishedAt, string? Error);

/// <param name="Stages">In the order of the pipeline.</param>
public sealed record RunView(RunSummary Summary, IReadOnlyList<StageView> Stages, RunLedger Ledger, IReadOnlyList<MartRows> Marts);

/// <param name="Stage">One of the pipeline's stages: <c>sync</c> to <c>refresh</c>.</param>
/// <param name="Name">What within it: a source, a stream, a project, an activation.</param>
/// <param name="DurationMs">Milliseconds; until now while it goes on.</param>
public sealed record StageView(
    string Stage, string Name, StageStatus Status, DateTimeOffset StartedAt, DateTimeOffset? FinishedAt, long DurationMs, long RowsIn, long RowsOut, long RowsRejected, string? Error);

public sealed record MartRows(string Name, long Rows);
