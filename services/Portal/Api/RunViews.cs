namespace ControlPlane.Portal.Api;

/// <param name="Next">The cursor of the next page; null on the last one.</param>
public sealed record Page<T>(IReadOnlyList<T>? Items, string? Next);

public sealed record RunSummary
{
    public Guid Run { get; init; }

    public string Tenant { get; init; } = "";

    public string Status { get; init; } = "";

    public string? Trigger { get; init; }

    public IReadOnlyList<string>? Sources { get; init; }

    public DateTimeOffset StartedAt { get; init; }

    /// <summary>Null while it goes on.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    public string? Error { get; init; }
}

public sealed record RunView
{
    public RunSummary Summary { get; init; } = new();

    public IReadOnlyList<StageView>? Stages { get; init; }

    public LedgerView? Ledger { get; init; }

    public IReadOnlyList<MartRows>? Marts { get; init; }
}

public sealed record StageView
{
    public string Stage { get; init; } = "";

    public string? Name { get; init; }

    public string Status { get; init; } = "";

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>Milliseconds.</summary>
    public long DurationMs { get; init; }

    public long RowsIn { get; init; }

    public long RowsOut { get; init; }

    public long RowsRejected { get; init; }

    public string? Error { get; init; }
}

public sealed record MartRows(string Name, long Rows);
