using System.Globalization;

namespace ControlPlane.Templating.Values;

/// <summary>How Python writes floats.</summary>
internal static class FloatText
{
    /// <summary>repr(): the shortest digits that read back the same, exponents below 1e-4 and from 1e16.</summary>
    public static string Repr(double value)
    {
        if (double.IsNaN(value))
            return "nan";
        if (double.IsInfinity(value))
            return value > 0 ? "inf" : "-inf";
        if (value == 0)
            return double.IsNegative(value) ? "-0.0" : "0.0";

        var (sign, digits, exponent) = Shortest(value);
        if (exponent is < -4 or >= 16)
        {
            var mantissa = digits.Length == 1 ? digits : $"{digits[0]}.{digits[1..]}";
            return $"{sign}{mantissa}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent).ToString("00", CultureInfo.InvariantCulture)}";
        }

        if (exponent < 0)
            return $"{sign}0.{new string('0', -exponent - 1)}{digits}";
        return digits.Length <= exponent + 1
            ? $"{sign}{digits.PadRight(exponent + 1, '0')}.0"
            : $"{sign}{digits[..(exponent + 1)]}.{digits[(exponent + 1)..]}";
    }

    /// <summary>'%.{digits}f': .NET rounds the exact binary value, halves cannot occur except where they are exact.</summary>
    public static string Fixed(double value, int digits)
    {
        if (double.IsNaN(value))
            return "nan";
        if (double.IsInfinity(value))
            return value > 0 ? "inf" : "-inf";
        var exact = value.ToString($"F{digits + 30}", CultureInfo.InvariantCulture);
        // Exact halves go to the even digit in Python, away from zero in .NET.
        var cut = exact.Length - 30;
        var tail = exact[cut..];
        if (tail[0] == '5' && tail.AsSpan(1).TrimEnd('0').IsEmpty && IsExactHalf(value, digits))
        {
            var kept = exact[..cut].TrimEnd('.');
            if ((kept[^1] - '0') % 2 == 0)
                return kept;
        }

        return value.ToString($"F{digits}", CultureInfo.InvariantCulture);
    }

    /// <summary>'%.{digits}e'.</summary>
    public static string Exponent(double value, int digits)
    {
        if (!double.IsFinite(value))
            return Fixed(value, digits);
        var text = value.ToString($"e{digits}", CultureInfo.InvariantCulture);
        var mark = text.IndexOf('e', StringComparison.Ordinal);
        var exponent = int.Parse(text.AsSpan(mark + 1), CultureInfo.InvariantCulture);
        return $"{text[..mark]}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent).ToString("00", CultureInfo.InvariantCulture)}";
    }

    /// <summary>'%.{digits}g'.</summary>
    public static string General(double value, int digits, bool alternate = false)
    {
        if (!double.IsFinite(value))
            return Fixed(value, digits);
        if (value == 0)
            return double.IsNegative(value) ? "-0" : "0";
        digits = Math.Max(digits, 1);
        var scientific = Exponent(value, digits - 1);
        var mark = scientific.IndexOf('e', StringComparison.Ordinal);
        var exponent = int.Parse(scientific.AsSpan(mark + 1), CultureInfo.InvariantCulture);
        if (exponent < -4 || exponent >= digits)
            return (alternate ? scientific[..mark] : TrimZeros(scientific[..mark])) + scientific[mark..];
        var plain = Fixed(value, digits - 1 - exponent);
        return alternate ? plain : TrimZeros(plain);
    }

    private static string TrimZeros(string text) =>
        text.Contains('.', StringComparison.Ordinal) ? text.TrimEnd('0').TrimEnd('.') : text;

    private static bool IsExactHalf(double value, int digits) => digits < 20 && value.ToString("F340", CultureInfo.InvariantCulture) is var exact
        && exact.AsSpan(exact.Length - 340 + digits + 1).TrimEnd('0').IsEmpty;

    private static (string Sign, string Digits, int Exponent) Shortest(double value)
    {
        var text = value.ToString("E16", CultureInfo.InvariantCulture);
        var shortest = value.ToString("R", CultureInfo.InvariantCulture);
        var sign = value < 0 ? "-" : "";
        var digits = new string([.. shortest.TakeWhile(c => c != 'E').Where(char.IsAsciiDigit)]).TrimStart('0').TrimEnd('0');
        var exponent = int.Parse(text.AsSpan(text.IndexOf('E', StringComparison.Ordinal) + 1), CultureInfo.InvariantCulture);
        // Rounding to 17 digits may carry into the next power of ten where the shortest form does not, and the other way round.
        var check = double.Parse($"{digits[0]}.{digits[1..]}0e{exponent}", CultureInfo.InvariantCulture);
        if (check != Math.Abs(value))
            exponent += check < Math.Abs(value) ? 1 : -1;
        return (sign, digits, exponent);
    }
}
