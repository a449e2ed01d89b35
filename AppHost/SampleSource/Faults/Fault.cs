namespace ControlPlane.AppHost.SampleSource.Faults;

/// <summary>What a request is answered with instead of its result.</summary>
internal enum Fault
{
    None,

    /// <summary>429 with <c>Retry-After: 1</c>.</summary>
    TooManyRequests,

    /// <summary>500 (or what the stood-in service says in its place).</summary>
    ServerError,
}
