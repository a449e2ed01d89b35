namespace ControlPlane.AppHost.SampleSource;

/// <summary>How the local stand-in for GitHub, a CRM and Power BI behaves. The defaults suit a first run without internet.</summary>
public sealed record SampleServerOptions
{
    /// <summary>Loopback port; default 0: any free one.</summary>
    public int Port { get; init; }

    /// <summary>The same seed gives the same events on the same UTC day.</summary>
    public int Seed { get; init; } = 42;

    /// <summary>How many public events exist; the newest 300 can be read, as on GitHub.</summary>
    public int Events { get; init; } = 300;

    /// <summary>Share of GitHub and CRM requests answered with 429 or 500: 0 none, 1 every first try of a URL.</summary>
    public double FaultRate { get; init; } = 0.1;

    /// <summary>The same for Power BI (429 or 503); default none.</summary>
    public double PowerBiFaultRate { get; init; }

    /// <summary>Primary rate limit per caller and hour. GitHub has 60 without and 5,000 with a token; one machine with many tenants needs more than 60.</summary>
    public int RequestsPerHour { get; init; } = 5_000;

    /// <summary>Null accepts requests with any bearer token or none.</summary>
    public string? GitHubToken { get; init; }

    /// <summary>Null accepts any bearer token, but one is required.</summary>
    public string? CrmToken { get; init; }

    /// <summary>CRM rows that are always refused (not retryable).</summary>
    public IReadOnlySet<string> CrmRefusedIds { get; init; } = new HashSet<string>();

    /// <summary>CRM rows that are refused once as retryable, then accepted.</summary>
    public IReadOnlySet<string> CrmFlakyIds { get; init; } = new HashSet<string>();

    /// <summary>Null accepts any client id and secret that are not empty.</summary>
    public string? PowerBiClientSecret { get; init; }

    /// <summary>Null accepts any dataset id that is a GUID; others answer 404.</summary>
    public IReadOnlySet<Guid>? PowerBiDatasets { get; init; }

    /// <summary>Lifetime of an access token; default just under an hour, as Entra issues them.</summary>
    public TimeSpan TokenLifetime { get; init; } = TimeSpan.FromSeconds(3_599);

    /// <summary>How long a refresh runs; default 300 ms.</summary>
    public TimeSpan RefreshDuration { get; init; } = TimeSpan.FromMilliseconds(300);

    /// <summary>For the n-th refresh (from 1): the error code it ends with, or null for success.</summary>
    public Func<int, string?> RefreshFailure { get; init; } = static _ => null;

    /// <summary>For the n-th refresh request (from 1): true carries it out but cuts the connection instead of answering.</summary>
    public Func<int, bool> RefreshAnswerLost { get; init; } = static _ => false;

    /// <summary>The clock of events, limits, tokens and refreshes.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Null logs nothing.</summary>
    public ILoggerFactory? LoggerFactory { get; init; }
}
