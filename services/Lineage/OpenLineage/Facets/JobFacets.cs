namespace ControlPlane.Lineage.OpenLineage.Facets;

/// <param name="ProcessingType"><c>BATCH</c> or <c>STREAMING</c>.</param>
/// <param name="Integration">What runs the job, as <c>DBT</c>.</param>
/// <param name="Type">What it is there, as <c>MODEL</c>.</param>
public sealed record JobType(string ProcessingType, string Integration, string? Type = null);

public sealed record JobSql(string Query, string? Dialect = null);
