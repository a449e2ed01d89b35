namespace ControlPlane.Benchmarks.Measuring;

/// <summary>A measurement is worth nothing unless the work was really done.</summary>
internal static class Count
{
    /// <exception cref="InvalidOperationException">The counts differ.</exception>
    public static void Check(string what, long expected, long found)
    {
        if (expected != found) throw new InvalidOperationException($"{what}: expected {expected}, found {found}. The measurement does not count.");
    }
}
