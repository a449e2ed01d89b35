using ControlPlane.Connectors.Requests;

namespace ControlPlane.Connectors;

/// <summary>Bounds that keep a misbehaving source from taking memory or time without end.</summary>
public sealed record ReadLimits
{
    public static ReadLimits Default { get; } = new();

    /// <summary>Longest wait for a connection; default 15 s.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Longest wait for the headers of a response; default 60 s.</summary>
    public TimeSpan ResponseTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Longest silence within a body; default 30 s.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Longest time that one page may take; default 30 min.</summary>
    public TimeSpan PageTimeout { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>Longest total wait between attempts at one request; default 10 min. A longer one fails the read as transient.</summary>
    public TimeSpan MaxWait { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Most pages of one slice; default 100,000. More is taken for a pagination that does not end.</summary>
    public int MaxPages { get; init; } = 100_000;

    /// <summary>Largest page in bytes; default 4 GiB.</summary>
    public long MaxPageBytes { get; init; } = 4L << 30;

    /// <summary>Largest record in bytes; default 64 MiB.</summary>
    public int MaxRecordBytes { get; init; } = 64 << 20;

    /// <summary>Largest part of a response in bytes that templates may ask to see; default 64 MiB.</summary>
    public int MaxResponseBytes { get; init; } = 64 << 20;

    /// <summary>
    /// How much of a page in bytes is held back until the page is known to be whole; default 4 MiB. A page that fails within it
    /// leaves no trace; beyond it, a repeated page must start with the very records that were handed out.
    /// </summary>
    public int HoldBackBytes { get; init; } = 4 << 20;

    /// <summary>A handler for the client that reads with these limits.</summary>
    /// <param name="egress">Which servers may be read from; null for those of the public internet.</param>
    public SocketsHttpHandler CreateHandler(Egress? egress = null) => new()
    {
        ConnectCallback = (egress ?? Egress.PublicOnly).ConnectAsync,

        // A proxy would be what is connected to, and could lead anywhere.
        UseProxy = false,
        ConnectTimeout = ConnectTimeout,
        AutomaticDecompression = System.Net.DecompressionMethods.All,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        UseCookies = false,

        // Redirects are followed by the reader: the handler would drop Authorization even on one server, and carry other keys to any.
        AllowAutoRedirect = false,

        // A key may hold any letter.
        RequestHeaderEncodingSelector = (_, _) => System.Text.Encoding.UTF8,
    };
}
