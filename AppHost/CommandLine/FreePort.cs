using System.Net;
using System.Net.Sockets;

namespace ControlPlane.AppHost.CommandLine;

internal static class FreePort
{
    /// <summary>The wished port when it is free on loopback, else 0 (any).</summary>
    public static int OrAny(int wished)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, wished);
            listener.Start();
            return wished;
        }
        catch (SocketException)
        {
            return 0;
        }
    }
}
