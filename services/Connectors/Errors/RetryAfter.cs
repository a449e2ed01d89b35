using System.Globalization;

namespace ControlPlane.Connectors.Errors;

/// <summary>Reads times that headers carry.</summary>
internal static class RetryAfter
{
    /// <summary>Seconds or an HTTP date; null when it is neither.</summary>
    public static TimeSpan? Read(string? header, DateTimeOffset now)
    {
        if (string.IsNullOrWhiteSpace(header)) return null;
        if (double.TryParse(header, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var seconds))
            return seconds < TimeSpan.MaxValue.TotalSeconds / 2 ? TimeSpan.FromSeconds(seconds) : TimeSpan.MaxValue / 2;
        return DateTimeOffset.TryParse(header, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date) ? NotNegative(date - now) : null;
    }

    /// <summary>A point in time: seconds since 1970, or seconds from now where the number is too small for that, or a date.</summary>
    public static DateTimeOffset? ReadInstant(string? header, DateTimeOffset now)
    {
        if (string.IsNullOrWhiteSpace(header)) return null;
        if (!double.TryParse(header, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
            return DateTimeOffset.TryParse(header, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date) ? date : null;
        if (number > 1e11) number /= 1000; // milliseconds
        if (number > 1e11) return null;
        return number > 1e8 ? DateTimeOffset.UnixEpoch.AddSeconds(number) : now.AddSeconds(number);
    }

    public static TimeSpan NotNegative(TimeSpan wait) => wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
}
