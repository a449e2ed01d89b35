using ControlPlane.EmbeddedPostgres.Binaries;

namespace ControlPlane.EmbeddedPostgres;

/// <summary>Where an embedded PostgreSQL keeps its files and how it is run.</summary>
public sealed record EmbeddedPostgresOptions
{
    /// <summary>Everything of this server: the cluster under <c>data/</c>, the superuser's password, the log, the last port.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>Folder with <c>initdb</c> and <c>postgres</c>; null looks in PATH, in the usual system folders, then asks npm.</summary>
    public string? BinariesDirectory { get; init; }

    /// <summary>Where npm's binaries are kept; null is <c>cache</c> beside the data folder, or a folder under
    /// <c>/var/cache</c> where the server runs as another account that cannot enter the data folder's parent.</summary>
    public string? CacheDirectory { get; init; }

    /// <summary>Loopback port; 0 takes the one of last time if it is free, else any free one.</summary>
    public int Port { get; init; }

    /// <summary>False gives up safety against power loss (fsync and friends) for speed. For tests only.</summary>
    public bool Durable { get; init; } = true;

    /// <summary>With <see cref="Durable"/> false: where an initialised cluster is kept, so that the next new one is a copy of it.
    /// Every cluster made from one template has the same superuser password.</summary>
    public string? TemplateDirectory { get; init; }

    /// <summary>How long the server may take to accept connections, crash recovery included. Default 60 s.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Server settings on top of, or instead of, the built-in ones.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>Starts by pg_ctl, as where the system cannot tie a child's life to ours. Set by tests.</summary>
    internal bool Detached { get; init; }

    /// <summary>Where binaries and npm are looked for. Default: this machine's PATH and usual folders.</summary>
    public BinarySearch Search { get; init; } = BinarySearch.System;
}
