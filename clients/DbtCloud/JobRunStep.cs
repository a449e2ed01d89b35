namespace ControlPlane.Clients.DbtCloud;

/// <summary>One step of a run: cloning the repository, one command of dbt, ...</summary>
/// <param name="Index">From 1; names the step when its artifacts are asked for.</param>
/// <param name="Name"><c>Invoke dbt with `dbt build`</c></param>
/// <param name="Status">How the step stands.</param>
public sealed record JobRunStep(int Index, string? Name, JobRunStatus Status)
{
    private static readonly string[] Building = ["build", "run", "test", "seed", "snapshot", "retry", "clone"];

    private static readonly string[] Others = ["compile", "deps", "docs", "source", "parse", "ls", "list", "show", "debug", "clean", "init", "run-operation", "sl"];

    /// <summary>dbt's command; null for a step that is no call of dbt.</summary>
    public string? Command => WordsAfterDbt().FirstOrDefault(word => Building.Contains(word) || Others.Contains(word));

    /// <summary>Its run_results.json tells of models and tests, unlike that of <c>compile</c> or <c>docs generate</c>.</summary>
    public bool IsBuild => Command is { } command && Building.Contains(command);

    private IEnumerable<string> WordsAfterDbt() => (Name ?? "").Split([' ', '`'], StringSplitOptions.RemoveEmptyEntries).SkipWhile(word => word != "dbt").Skip(1)
        // "Invoke dbt with `dbt run`" names it twice.
        .Where(word => word is not ("with" or "dbt"));
}
