namespace ControlPlane.Transformation.Api;

/// <param name="Hash">Of the project's content.</param>
/// <param name="Nodes">Source tables first, then models, each after what it depends on.</param>
public sealed record ProjectView(string Project, string Hash, IReadOnlyList<NodeView> Nodes);

/// <param name="Kind"><c>source</c>, <c>model</c>, <c>seed</c> or <c>snapshot</c>.</param>
/// <param name="Materialized">Of a model: view, table, ephemeral, incremental and so on.</param>
/// <param name="UniqueId">Tells it from others of its name: versions of a model, models of other packages.</param>
/// <param name="Version">Of a model that has versions.</param>
/// <param name="DependsOn">Models by name (<c>customers</c>, <c>customers.v2</c>), source tables as <c>source.table</c>.</param>
/// <param name="Last">What became of it in the newest run that had it; null when there was none.</param>
public sealed record NodeView(
    string Name, string Kind, string? Materialized, string Schema, string Relation, string? Description, IReadOnlyList<string> Tags, IReadOnlyList<string> DependsOn, IReadOnlyList<TestView> Tests, LastView? Last,
    string UniqueId, string? Version = null);

public sealed record TestView(string Name, string Type, string Column, string Severity, LastView? Last, string UniqueId);

public sealed record LastView(Guid Run, string Status, long? Rows, long? Failures, long ElapsedMs, string? Error, DateTimeOffset At);

/// <param name="Sql">As compiled for the published relations.</param>
/// <param name="Runs">The newest first, at most 20.</param>
public sealed record ModelView(NodeView Node, string File, string Sql, IReadOnlyList<ColumnView> Columns, IReadOnlyList<LastView> Runs);

public sealed record ColumnView(string Name, string? Description, string? DataType);

/// <param name="Status">pending, running, succeeded, failed or cancelled.</param>
/// <param name="Kind">build or rollback.</param>
/// <param name="TakesBack">Of a rollback: the run whose publication it undid.</param>
/// <param name="AskedBy">Of a rollback: operator or tenant.</param>
/// <param name="Engine">The other engine that carries it out; null for our own.</param>
/// <param name="RemoteRun">What that engine calls its run.</param>
public sealed record RunModelsView(
    Guid Run, string Status, string? Project, string? ProjectHash, string? Error, IReadOnlyList<RunNodeView> Nodes, string Kind = "build", Guid? TakesBack = null, string? AskedBy = null,
    string? Engine = null, string? RemoteRun = null);

/// <param name="Name">A model's or a test's name.</param>
/// <param name="UniqueId">Tells it from others of its name.</param>
/// <param name="Version">Of a model that has versions.</param>
public sealed record RunNodeView(string Kind, string Name, string? Subject, string Status, string? Severity, long? Rows, long? Failures, long ElapsedMs, string? Error, string? SqlHash, long? Bytes, long StatementMs,
    string UniqueId, string? Version);
