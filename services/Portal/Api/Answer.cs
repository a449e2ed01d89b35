namespace ControlPlane.Portal.Api;

/// <summary>What came of asking an API.</summary>
public abstract record Answer<T>
{
    public sealed record Ok(T Value) : Answer<T>;

    /// <summary>The API is there and has no such thing.</summary>
    public sealed record Missing : Answer<T>;

    /// <param name="Why">For people, without anything secret.</param>
    public sealed record Failed(string Why) : Answer<T>;

    public T? ValueOrDefault => this is Ok ok ? ok.Value : default;
}
