using System.Net;
using System.Net.Sockets;

namespace ControlPlane.Connectors.Requests;

/// <summary>
/// Which servers a source may be read from: those of the public internet, and what is listed beside them. A config, a manifest or an
/// answer may name any address, and what answers there becomes rows; so nothing is read from within the operator's own network by
/// accident. The address that was looked at is the one that is connected to, whatever its name means a moment later.
/// </summary>
/// <param name="networks">Private networks that may be read from. An address of a metadata service counts only when it is listed by itself.</param>
/// <param name="hosts">Names whose addresses may be private.</param>
public sealed class Egress(IReadOnlyList<IPNetwork> networks, IReadOnlySet<string> hosts)
{
    private string Subject { get; init; } = "a source";

    private string Setting { get; init; } = "Ingestion:PrivateSources";

    /// <summary>Nothing beside the public internet.</summary>
    public static Egress PublicOnly { get; } = Parse([]);

    /// <summary>What a person's own machine reaches, for whoever sits at it.</summary>
    public static Egress OwnMachine { get; } = Parse(["127.0.0.0/8", "::1/128", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7"]);

    /// <summary>Whether <see cref="Parse(IEnumerable{string})"/> takes it.</summary>
    public static bool IsSource(string source) =>
        IPAddress.TryParse(source, out _) || IPNetwork.TryParse(source, out _) || Uri.CheckHostName(source) == UriHostNameType.Dns;

    /// <param name="privateSources">Networks (<c>10.1.0.0/16</c>), addresses and host names.</param>
    /// <exception cref="FormatException">One of them is none of these.</exception>
    public static Egress Parse(IEnumerable<string> privateSources) => Parse(privateSources, "a source", "Ingestion:PrivateSources");

    /// <param name="privateSources">Networks (<c>10.1.0.0/16</c>), addresses and host names.</param>
    /// <param name="subject">What is reached there, for messages.</param>
    /// <param name="setting">Where the operator lists them.</param>
    /// <exception cref="FormatException">One of them is none of these.</exception>
    public static Egress Parse(IEnumerable<string> privateSources, string subject, string setting)
    {
        var networks = new List<IPNetwork>();
        var hosts = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var source in privateSources)
        {
            if (IPAddress.TryParse(source, out var address)) networks.Add(new(address, address.GetAddressBytes().Length * 8));
            else if (IPNetwork.TryParse(source, out var network)) networks.Add(network);
            else if (IsSource(source)) hosts.Add(source);
            else throw new FormatException($"'{source}' is not a network such as 10.1.0.0/16, an address or the name of a host");
        }

        return new(networks, hosts) { Subject = subject, Setting = setting };
    }

    public bool Allows(string host, IPAddress address)
    {
        var plain = SpecialAddresses.Plain(address);
        if (SpecialAddresses.IsMetadata(plain)) return networks.Any(n => n.BaseAddress.Equals(plain) && n.PrefixLength == plain.GetAddressBytes().Length * 8);
        return SpecialAddresses.IsPublic(plain) || hosts.Contains(host) || networks.Any(n => n.Contains(plain));
    }

    /// <summary>Whether a host is listed by its name, or by its address where it is one; <c>localhost</c> is.</summary>
    public bool Lists(string host) => hosts.Contains(host)
        || ((host == "localhost" ? IPAddress.Loopback : IPAddress.TryParse(host, out var address) ? address : null) is { } plain && networks.Any(n => n.Contains(SpecialAddresses.Plain(plain))));

    /// <exception cref="ConnectorException">The host has no address that may be read from.</exception>
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext connection, CancellationToken cancellationToken)
    {
        var (host, port) = (connection.DnsEndPoint.Host, connection.DnsEndPoint.Port);
        var addresses = IPAddress.TryParse(host, out var literal) ? [literal] : await Dns.GetHostAddressesAsync(host, cancellationToken);
        IPAddress[] allowed = [.. addresses.Where(address => Allows(host, address))];
        if (allowed.Length == 0 && addresses.Length > 0)
            throw new ConnectorException(
                ConnectorFaultKind.Configuration,
                $"{(literal is null ? $"{host} is {addresses[0]}, which" : host)} is not an address of the public internet: "
                + $"where {Subject} is meant to be there, the operator lists its network, address or host in {Setting}");
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
