namespace ControlPlane.Models.Projects;

/// <summary>What one call of the engine asks for, apart from the project: what templates see as flags, vars, environment and times.</summary>
public sealed record Invocation
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public DateTimeOffset StartedAt { get; init; } = DateTimeOffset.UtcNow;

    /// <summary><c>run</c>, <c>build</c>, <c>compile</c>: <c>flags.WHICH</c>.</summary>
    public string Command { get; init; } = "build";

    /// <summary>Given with the call; they go before those of dbt_project.yml.</summary>
    public IReadOnlyDictionary<string, object?> Vars { get; init; } = new Dictionary<string, object?>(StringComparer.Ordinal);

    /// <summary>What <c>env_var</c> may read: the process's own on a command line, none for a tenant.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Null: as each model's config says.</summary>
    public bool? FullRefresh { get; init; }

    public bool StoreFailures { get; init; }

    public bool Empty { get; init; }

    /// <summary>Microbatch: from here (inclusive) to <see cref="EventTimeEnd"/> (exclusive).</summary>
    public DateTimeOffset? EventTimeStart { get; init; }

    public DateTimeOffset? EventTimeEnd { get; init; }

    public int? Threads { get; init; }

    /// <summary>Takes what templates say with log, print and exceptions.warn; from several threads.</summary>
    public Action<TemplateMessage>? Messages { get; init; }

    /// <summary>Unique ids of what was selected: <c>selected_resources</c>.</summary>
    public IReadOnlyList<string> SelectedResources { get; init; } = [];

    /// <summary>Sample mode: inputs with an event time are narrowed to this.</summary>
    public (DateTimeOffset Start, DateTimeOffset End)? Sample { get; init; }

    public bool FailFast { get; init; }

    public bool WarnError { get; init; }

    /// <summary>Which warnings are errors beyond that, and which are not told.</summary>
    public WarningRules Warnings { get; init; } = WarningRules.None;

    /// <summary>Whether a warning, by the reference's name of it, is an error.</summary>
    public bool IsError(string warning) => WarnError || Warnings.IsError(warning);

    /// <summary>Arguments of the call as <c>run_results.json</c> records them.</summary>
    public IReadOnlyDictionary<string, object?> Arguments { get; init; } = new Dictionary<string, object?>(StringComparer.Ordinal);
}
