using System.Net;
using System.Net.Sockets;

namespace ControlPlane.Connectors.Requests;

/// <summary>Addresses that are not of the public internet (IANA's special-purpose registries).</summary>
internal static class SpecialAddresses
{
    private static readonly IPNetwork[] Private =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24",
            "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
            "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20",
        }.Select(network => IPNetwork.Parse(network)),
    ];

    private static readonly IPNetwork GlobalUnicast = IPNetwork.Parse("2000::/3");
    private static readonly IPNetwork Translated = IPNetwork.Parse("64:ff9b::/96");

    /// <summary>Where clouds tell a machine its credentials.</summary>
    private static readonly IPAddress[] Metadata =
        [.. new[] { "169.254.169.254", "169.254.170.2", "169.254.170.23", "100.100.100.200", "168.63.129.16", "192.0.0.192", "fd00:ec2::254", "fd00:ec2::23", "fd20:ce::254" }.Select(IPAddress.Parse)];

    /// <summary>An IPv4 address that is written as an IPv6 one, as what it is.</summary>
    public static IPAddress Plain(IPAddress address) =>
        address.IsIPv4MappedToIPv6 ? address.MapToIPv4()
        : Translated.Contains(address) ? new IPAddress(address.GetAddressBytes().AsSpan(12))
        : address;

    public static bool IsMetadata(IPAddress plain) => Metadata.Any(m => m.Equals(plain));

    public static bool IsPublic(IPAddress plain) =>
        !Array.Exists(Private, network => network.Contains(plain)) && (plain.AddressFamily == AddressFamily.InterNetwork || GlobalUnicast.Contains(plain));
}
