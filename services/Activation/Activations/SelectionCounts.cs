namespace ControlPlane.Activation.Activations;

/// <summary>What came of comparing a mart with what was sent before.</summary>
internal sealed class SelectionCounts
{
    private readonly List<FailedRow> _failures = [];

    /// <summary>Rows of the mart.</summary>
    public long Selected { get; private set; }

    public long Unchanged { get; private set; }

    /// <summary>Rows that cannot be sent.</summary>
    public long Failed { get; private set; }

    public long Vanished { get; private set; }

    /// <summary>The first of the failed ones.</summary>
    public IReadOnlyList<FailedRow> Failures => _failures;

    /// <param name="problem">Why a row cannot be sent.</param>
    public void Count(DifferenceKind kind, string key, string? problem)
    {
        if (kind == DifferenceKind.Vanished)
        {
            Vanished++;
            return;
        }
        Selected++;
        if (kind == DifferenceKind.Unchanged) Unchanged++;
        if (problem is null) return;
        Failed++;
        if (_failures.Count < FailedRow.Sample) _failures.Add(new FailedRow(key, problem));
    }
}
