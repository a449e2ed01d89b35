namespace ControlPlane.Models.Quality.Checks;

/// <summary>A promise about the rows of one relation: what it measures, as SQL, and how the measures are judged.</summary>
public abstract record QualityCheck(CheckIdentity Declared)
{
    /// <summary>As declared: <c>null_share</c>.</summary>
    public abstract string Kind { get; }

    public abstract QualityDimension Dimension { get; }

    public string Name => Declared.Name;

    public QualitySeverity Severity => Declared.Severity;

    public string? Column => Declared.Column;

    /// <summary>Runs of history that the check is judged by.</summary>
    internal virtual int Window => 0;

    /// <summary>Aggregates and scalar subqueries that all fit into one <c>SELECT</c> from the relation.</summary>
    internal abstract IReadOnlyList<string> Measures(MeasureScope scope);

    internal abstract CheckOutcome Judge(Measured measured, JudgingContext context);
}

/// <param name="Name">Unique among the checks of its relation; history is kept by it.</param>
/// <param name="Where">A condition in SQL that narrows the rows looked at.</param>
public sealed record CheckIdentity(string Name, QualitySeverity Severity = QualitySeverity.Error, string? Column = null, string? Where = null, string? Description = null);

/// <param name="Message">What was measured, beside what is accepted; no values of the data.</param>
/// <param name="Value">What history keeps: a count, a share, or an age in seconds.</param>
/// <param name="Failures">Rows that break the promise, where rows are counted.</param>
/// <param name="Found">Values of the data that say more, for whoever may see them.</param>
public sealed record CheckOutcome(QualityStatus Status, string Message, double? Value = null, long? Failures = null, string? Found = null)
{
    /// <summary>With what was found.</summary>
    public string FullMessage => Found is null ? Message : $"{Message}; {Found}";
}

/// <param name="History">Values of earlier runs, oldest first.</param>
internal sealed record JudgingContext(DateTimeOffset Now, IReadOnlyList<double> History);
