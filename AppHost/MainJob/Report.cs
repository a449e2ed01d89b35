namespace ControlPlane.AppHost.MainJob;

/// <summary>The outcome of the main job: what <c>--json</c> writes and what the summary shows.</summary>
/// <param name="Stages">One entry per stage of the pipeline, in its order.</param>
internal sealed record Report(string Tenant, Guid? Run, bool Succeeded, IReadOnlyList<ReportStage> Stages, bool Balanced, IReadOnlyList<string> Marts, string? Error);

/// <param name="Status"><c>succeeded</c>, <c>failed</c>, <c>skipped</c>, <c>cancelled</c>, <c>running</c> or <c>pending</c>.</param>
/// <param name="DurationMs">From the stage's first start to its last end.</param>
internal sealed record ReportStage(string Name, string Status, long RowsIn, long RowsOut, long RowsRejected, long DurationMs);
