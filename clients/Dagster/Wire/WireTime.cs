using System.Globalization;

namespace ControlPlane.Clients.Dagster.Wire;

/// <summary>Seconds since 1970 on runs; milliseconds, as text, on events.</summary>
internal static class WireTime
{
    private const double LastMillisecond = 253_402_300_799_999;

    public static DateTimeOffset? FromSeconds(double? seconds) => FromMilliseconds(seconds * 1000);

    public static DateTimeOffset? FromMilliseconds(string? text) =>
        double.TryParse(text, CultureInfo.InvariantCulture, out var milliseconds) ? FromMilliseconds(milliseconds) : null;

    private static DateTimeOffset? FromMilliseconds(double? milliseconds) =>
        milliseconds is { } value && value > 0 && value < LastMillisecond ? DateTimeOffset.FromUnixTimeMilliseconds((long)Math.Round(value)) : null;
}
