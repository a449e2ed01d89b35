namespace ControlPlane.Models.Selection;

/// <summary>Artifacts of an earlier run that this one is compared with.</summary>
public sealed record PreviousState
{
    /// <summary>manifest.json as read.</summary>
    public IReadOnlyDictionary<string, object?>? Manifest { get; init; }

    /// <summary>Status by unique id, of run_results.json.</summary>
    public IReadOnlyDictionary<string, string>? Results { get; init; }

    /// <summary>Newest row by unique id, of sources.json; null where it could not be found out.</summary>
    public IReadOnlyDictionary<string, DateTimeOffset?>? Sources { get; init; }

    /// <summary>The same of the target folder.</summary>
    public IReadOnlyDictionary<string, DateTimeOffset?>? CurrentSources { get; init; }
}
