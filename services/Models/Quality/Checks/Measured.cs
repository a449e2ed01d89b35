using System.Globalization;
using System.Numerics;

namespace ControlPlane.Models.Quality.Checks;

/// <summary>What the engine gave for the measures of one check, in their order.</summary>
internal readonly struct Measured(IReadOnlyList<object?> values)
{
    public object? this[int index] => values[index];

    /// <summary>A count is never null, whatever type the engine gives it.</summary>
    public long Count(int index) => values[index] is BigInteger whole ? (long)whole : Convert.ToInt64(values[index], CultureInfo.InvariantCulture);

    public static string Text(object? value) => value switch
    {
        DateTime time => time.ToString("yyyy-MM-dd HH:mm:ss.FFFFFF", CultureInfo.InvariantCulture),
        DateTimeOffset time => time.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss.FFFFFF", CultureInfo.InvariantCulture) + " UTC",
        DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "null",
    };

    public static string Number(double value) => value.ToString("#,0.####", CultureInfo.InvariantCulture);
}
