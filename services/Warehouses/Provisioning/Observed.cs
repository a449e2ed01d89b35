namespace ControlPlane.Warehouses.Provisioning;

/// <summary>What an observation found. Unknown is never the same as "nothing to do".</summary>
public abstract record Observed<T>
{
    private Observed()
    {
    }

    public sealed record Known(T Value) : Observed<T>;

    /// <param name="Why">What could not be asked and why; never holds a secret.</param>
    public sealed record Unknown(string Why) : Observed<T>;
}
