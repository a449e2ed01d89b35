using System.Globalization;

namespace ControlPlane.Clients.DbtArtifacts.Wire;

/// <summary>dbt writes UTC, with or without saying so.</summary>
internal static class WireTime
{
    public static DateTimeOffset? Parse(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) ? time : null;

    /// <summary>Seconds that no time span can hold count as none.</summary>
    public static TimeSpan Seconds(double? seconds) =>
        seconds is { } value && double.IsFinite(value) && Math.Abs(value) < TimeSpan.MaxValue.TotalSeconds ? TimeSpan.FromSeconds(value) : TimeSpan.Zero;
}
