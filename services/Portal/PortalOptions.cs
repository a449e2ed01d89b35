namespace ControlPlane.Portal;

/// <summary>The settings of the pages, in the section <c>Portal</c>.</summary>
public sealed class PortalOptions
{
    public const string Section = "Portal";

    /// <summary>Base address of the REST APIs. Default: this process itself.</summary>
    public Uri? Api { get; set; }

    /// <summary>
    /// Shows the pages, which change nothing, without signing in to whoever asks from this very machine and not through a proxy. Default false.
    /// </summary>
    public bool OpenOnLoopback { get; set; }

    /// <summary>A folder for the keys that protect sign-in cookies. Default: in memory, so a restart signs everybody out.</summary>
    public string? Keys { get; set; }

    /// <summary>How long a sign-in lasts without use. Default 12 hours.</summary>
    public TimeSpan SignInLasts { get; set; } = TimeSpan.FromHours(12);
}
