using System.Globalization;

namespace ControlPlane.Clients.Dagster.Wire;

/// <summary>Seconds since 1970 on runs; milliseconds, as text, on events.</summary>
internal static class WireTime
{
    private const double LastSecond = 253_402_300_799;

    public static DateTimeOffset? FromSeconds(double? seconds) =>
        seconds is { } value && value > 0 && value < LastSecond ? DateTimeOffset.UnixEpoch.AddSeconds(value) : null;

    public static DateTimeOffset? FromMilliseconds(string? text) =>
        double.TryParse(text, CultureInfo.InvariantCulture, out var milliseconds) ? FromSeconds(milliseconds / 1000) : null;
}
