using System.ComponentModel.DataAnnotations;

namespace ControlPlane.Transformation.Lineage.Events;

/// <summary>In the section <c>ControlPlane:OpenLineage</c>: where runs are told of as OpenLineage events.</summary>
public sealed class OpenLineageOptions : IValidatableObject
{
    public const string Section = "ControlPlane:OpenLineage";

    /// <summary>What stands before <c>/api/v1/lineage</c>. Without it no events are sent.</summary>
    public Uri? Url { get; set; }

    /// <summary>Sent as a bearer token: itself, or <c>secret://{tenant}/{path}</c>, where it is read before the first event. Default: none.</summary>
    public string? Key { get; set; }

    /// <summary>A file that holds the key, in place of <see cref="Key"/>.</summary>
    public string? KeyFile { get; set; }

    /// <summary>Events that may wait while the endpoint is slow; those beyond are given up. Default 5,000.</summary>
    [Range(1, 1_000_000)]
    public int QueueCapacity { get; set; } = 5_000;

    /// <summary>How often an event is tried before it is given up; default 5.</summary>
    [Range(1, 100)]
    public int Attempts { get; set; } = 5;

    /// <summary>For one attempt; default 10 s.</summary>
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(10);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Url is { IsAbsoluteUri: false } || Url is { IsAbsoluteUri: true, Scheme: not ("http" or "https") })
            yield return new($"{Section}:Url must be an absolute http or https address, such as http://localhost:5000.", [nameof(Url)]);
        if (Key is { Length: > 0 } && KeyFile is { Length: > 0 }) yield return new($"Set {Section}:Key or {Section}:KeyFile, not both.", [nameof(Key)]);
        if (RequestTimeout <= TimeSpan.Zero) yield return new($"{Section}:RequestTimeout must be longer than nothing.", [nameof(RequestTimeout)]);
    }
}
