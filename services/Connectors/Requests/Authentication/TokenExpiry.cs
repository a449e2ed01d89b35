using System.Globalization;
using ControlPlane.Connectors.Incremental;

namespace ControlPlane.Connectors.Requests.Authentication;

/// <summary>Reads when a token expires.</summary>
internal static class TokenExpiry
{
    /// <summary>A point in time: ISO 8601, seconds since 1970, or the given format. Null when it is none of them.</summary>
    public static DateTimeOffset? Read(string? text, string? format)
    {
        if (string.IsNullOrWhiteSpace(text)) return null;
        if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds < 1e11) return DateTimeOffset.UnixEpoch.AddSeconds(seconds);
        if (CursorFormats.TryParseIso(text, out var time)) return time;
        return format is not null && CursorFormats.TryParse(text, format, out time) ? time : null;
    }

    /// <summary>A number of seconds from now. Null when it is no number.</summary>
    public static DateTimeOffset? After(string? seconds, DateTimeOffset now) =>
        double.TryParse(seconds, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && Math.Abs(number) < 1e10 ? now.AddSeconds(Math.Truncate(number)) : null;
}
