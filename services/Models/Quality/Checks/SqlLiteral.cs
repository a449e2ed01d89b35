using System.Globalization;

namespace ControlPlane.Models.Quality.Checks;

/// <summary>A value of a declaration as all engines read it in SQL.</summary>
internal static class SqlLiteral
{
    public static string Of(object? value) => value switch
    {
        null => "null",
        long number => number.ToString(CultureInfo.InvariantCulture),
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        _ => $"'{value.ToString()!.Replace("'", "''", StringComparison.Ordinal).Replace("\0", "", StringComparison.Ordinal)}'",
    };
}
