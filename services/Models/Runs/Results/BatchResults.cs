namespace ControlPlane.Models.Runs.Results;

/// <summary>The batches of a microbatch model by how they ended, each in order of time.</summary>
public sealed record BatchResults(IReadOnlyList<Batch> Successful, IReadOnlyList<Batch> Failed)
{
    public static BatchResults None { get; } = new([], []);
}

/// <param name="Start">Inclusive.</param>
/// <param name="End">Exclusive.</param>
public readonly record struct Batch(DateTimeOffset Start, DateTimeOffset End);
