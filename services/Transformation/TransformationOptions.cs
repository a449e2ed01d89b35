using System.ComponentModel.DataAnnotations;

namespace ControlPlane.Transformation;

/// <summary>In the section <c>Transformation</c>.</summary>
public sealed class TransformationOptions
{
    public const string Section = "Transformation";

    /// <summary>After how many attempts in a row that found the warehouse unavailable a run fails; default 12, about ten minutes.</summary>
    [Range(1, 1000)]
    public int MaxAttempts { get; set; } = 12;

    /// <summary>How many runs this process works on at once, of all tenants together; default 8. Runs of one tenant go one after the other.</summary>
    [Range(1, 1000)]
    public int MaxRuns { get; set; } = 8;

    /// <summary>How many nodes of one run are built or tested at once at most, whatever the tenant's spec asks for; default 6.</summary>
    [Range(1, 64)]
    public int MaxThreads { get; set; } = 6;

    /// <summary>How long one attempt to publish waits for readers, and others wait behind it; default 2 s.</summary>
    public TimeSpan SwapLockTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>For how long publishing is attempted again while readers hold the marts; default 10 minutes.</summary>
    public TimeSpan SwapPatience { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>For how long a rollback is attempted again while readers hold the marts, and whoever asked for it waits; default 20 s.</summary>
    public TimeSpan RollbackPatience { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>For how long results of quality checks are kept, which volumes are judged by; default 180 days.</summary>
    public TimeSpan QualityRetention { get; set; } = TimeSpan.FromDays(180);

    /// <summary>How many rows of one query a template or a unit test is given at most, since they lie in this process; default 100,000.</summary>
    [Range(1, 100_000_000)]
    public long MaxResultRows { get; set; } = 100_000;

    /// <summary>How many bytes of one query a template or a unit test is given at most; default 64 MB.</summary>
    [Range(1 << 20, 1L << 40)]
    public long MaxResultBytes { get; set; } = 64 << 20;

    /// <summary>How often a running pass looks whether it was cancelled; default 500 ms.</summary>
    public TimeSpan CancelPoll { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How often a run that goes on in another service is looked at; default 10 s.</summary>
    public TimeSpan ExternalPoll { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long another service is searched for a run whose start it may have heard, before it is asked again; default 1 minute.</summary>
    public TimeSpan ExternalGrace { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Networks, addresses and host names that other engines may be on although they are not of the public internet, and by http; default none, and
    /// loopback in the embedded mode.
    /// </summary>
    public IList<string> PrivateEngines { get; } = [];

    public DbtCoreHostOptions DbtCore { get; } = new();
}
