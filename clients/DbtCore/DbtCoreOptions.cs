namespace ControlPlane.Clients.DbtCore;

/// <summary>Which dbt to start, and how long to bear with it.</summary>
public sealed record DbtCoreOptions
{
    /// <summary>A path, or a name that is looked for in PATH; default <c>dbt</c>.</summary>
    public string Executable { get; init; } = "dbt";

    /// <summary>Variables of our own environment that dbt gets; everything else of it stays here. Default: what programs need to find their files.</summary>
    public IReadOnlyList<string> PassedVariables { get; init; } =
        ["PATH", "HOME", "USER", "LANG", "LC_ALL", "TZ", "TMPDIR", "TEMP", "TMP", "SYSTEMROOT", "USERPROFILE", "SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE"];

    /// <summary>The longest run; default 6 h. One that takes longer is cancelled.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromHours(6);

    /// <summary>How long dbt has for cancelling its queries after an interrupt, before it is killed; default 30 s.</summary>
    public TimeSpan GracePeriod { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>A line of output is cut here; default 256 KiB.</summary>
    public int MaxLineBytes { get; init; } = 256 << 10;

    /// <summary>Lines kept of the end of the output, for the message of a run that broke; default 50.</summary>
    public int KeptLines { get; init; } = 50;
}
