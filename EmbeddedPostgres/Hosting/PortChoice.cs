using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace ControlPlane.EmbeddedPostgres.Hosting;

/// <summary>The same loopback port as last time where that is free, else any free one.</summary>
internal static class PortChoice
{
    public static int Choose(EmbeddedPostgresOptions options, string portFile, bool firstAttempt)
    {
        if (options.Port != 0) return options.Port;
        return firstAttempt && Previous(portFile) is { } previous && TryBind(previous) is { } same ? same : TryBind(0)!.Value;
    }

    public static void Remember(string portFile, int port) => File.WriteAllText(portFile, port.ToString(CultureInfo.InvariantCulture));

    private static int? Previous(string portFile) =>
        File.Exists(portFile) && int.TryParse(File.ReadAllText(portFile), CultureInfo.InvariantCulture, out var port) && port is > 0 and <= 65535 ? port : null;

    private static int? TryBind(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return ((IPEndPoint)listener.LocalEndpoint).Port;
        }
        catch (SocketException)
        {
            return null;
        }
    }
}
