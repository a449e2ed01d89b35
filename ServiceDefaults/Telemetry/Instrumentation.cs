namespace ControlPlane.ServiceDefaults.Telemetry;

/// <summary>Whose measurements and spans leave the process: our own, and those of the libraries that every service stands on.</summary>
public static class Instrumentation
{
    /// <summary>Prefix of all meters and activity sources of this code base.</summary>
    public const string OwnPrefix = "ControlPlane.";

    /// <summary>Meters by name; a trailing <c>*</c> stands for any end.</summary>
    public static IReadOnlyList<string> Meters { get; } =
        [OwnPrefix + "*", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Net.Http", "System.Runtime", "Npgsql", "MassTransit"];

    /// <summary>Activity sources by name; a trailing <c>*</c> stands for any end.</summary>
    public static IReadOnlyList<string> Sources { get; } = [OwnPrefix + "*", "Microsoft.AspNetCore", "System.Net.Http", "Npgsql", "MassTransit"];

    internal static bool Includes(string meter)
    {
        foreach (var wanted in Meters)
        {
            if (wanted.EndsWith('*') ? meter.StartsWith(wanted[..^1], StringComparison.Ordinal) : meter == wanted) return true;
        }
        return false;
    }
}
