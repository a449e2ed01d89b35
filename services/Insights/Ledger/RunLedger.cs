namespace ControlPlane.Insights.Ledger;

/// <summary>Where every row of a run went.</summary>
/// <param name="Complete">Every entry is final; until then nothing can be out of balance.</param>
/// <param name="Balanced">Complete, and every entry adds up.</param>
public sealed record RunLedger(bool Complete, bool Balanced, IReadOnlyList<BatchEntry> Batches, IReadOnlyList<ActivationEntry> Activations)
{
    public static RunLedger Of(IReadOnlyList<BatchEntry> batches, IReadOnlyList<ActivationEntry> activations)
    {
        var complete = batches.All(entry => entry.Final) && activations.All(entry => entry.Final);
        return new RunLedger(complete, complete && batches.All(entry => entry.Balanced) && activations.All(entry => entry.Balanced), batches, activations);
    }
}

/// <summary>read = landed + rejected; landed = loaded.</summary>
/// <param name="SourceTotal">How many records the source said that there were; null when it does not say. What it counts otherwise is a warning, and not out of balance.</param>
public sealed record BatchEntry(Guid Batch, string Source, string Stream, long Read, long Rejected, long Landed, long Loaded, bool Final, long? SourceTotal = null)
{
    public bool Balanced => Read == Landed + Rejected && Landed == Loaded;
}

/// <summary>selected = created + updated + unchanged + failed.</summary>
public sealed record ActivationEntry(string Activation, long Selected, long Created, long Updated, long Unchanged, long Failed, bool Final)
{
    public bool Balanced => Selected == Created + Updated + Unchanged + Failed;
}
