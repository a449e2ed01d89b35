using ControlPlane.EmbeddedPostgres.Binaries;

namespace ControlPlane.EmbeddedPostgres;

/// <summary>Where an embedded PostgreSQL keeps its files and how it is run.</summary>
public sealed record EmbeddedPostgresOptions
{
    /// <summary>Everything of this server: the cluster under <c>data/</c>, the superuser's password, the log, the last port.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>Folder with <c>initdb</c> and <c>postgres</c>; null looks in PATH, in the usual system folders, then asks npm.</summary>
    public string? BinariesDirectory { get; init; }

    /// <summary>Where npm's binaries are kept; null is <c>cache</c> beside the data folder.</summary>
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

    /// <summary>Where binaries and npm are looked for. Default: this machine's PATH and usual folders.</summary>
    public BinarySearch Search { get; init; } = BinarySearch.System;
}
