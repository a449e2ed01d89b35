using ControlPlane.Lineage.OpenLineage.Facets;

namespace ControlPlane.Lineage.OpenLineage;

/// <summary>What happened to one run of one job. Facets that are null are left out.</summary>
public sealed record RunEvent(RunState State, DateTimeOffset Time, LineageRun Run, LineageJob Job)
{
    public IReadOnlyList<InputDataset> Inputs { get; init; } = [];

    public IReadOnlyList<OutputDataset> Outputs { get; init; } = [];
}

/// <param name="Id">UUIDv7, so that runs sort by time.</param>
public sealed record LineageRun(Guid Id)
{
    /// <summary>The run that caused this one.</summary>
    public ParentRun? Parent { get; init; }

    public NominalTime? NominalTime { get; init; }

    public RunError? Error { get; init; }

    public ProcessingEngine? Engine { get; init; }
}

public sealed record LineageJob(string Namespace, string Name)
{
    public JobType? Type { get; init; }

    public JobSql? Sql { get; init; }

    public string? Documentation { get; init; }
}

public abstract record Dataset(DatasetName Name)
{
    public IReadOnlyList<SchemaField> Schema { get; init; } = [];

    public DataSource? Source { get; init; }

    public ColumnLineageFacet? Columns { get; init; }

    public string? Documentation { get; init; }
}

public sealed record InputDataset(DatasetName Name) : Dataset(Name)
{
    public DataQualityMetrics? Metrics { get; init; }

    /// <summary>Tests of the dataset with their results.</summary>
    public IReadOnlyList<Assertion> Assertions { get; init; } = [];
}

public sealed record OutputDataset(DatasetName Name) : Dataset(Name)
{
    public OutputStatistics? Statistics { get; init; }
}
