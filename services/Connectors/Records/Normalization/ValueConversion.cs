using System.Globalization;
using System.Numerics;
using System.Text;
using ControlPlane.Connectors.Records.Documents;
using ControlPlane.Templating.Values;

namespace ControlPlane.Connectors.Records.Normalization;

/// <summary>Python's str(), float(), int() and bool() on the values of records. Digits that a float cannot hold are kept.</summary>
internal static class ValueConversion
{
    private const int ExactDigits = 15;
    private const long ExactInteger = 1L << 53;

    /// <summary>False when the value stays as it is.</summary>
    /// <param name="source">The bytes of the value; an empty slice when it was computed.</param>
    public static bool TryConvert(object? value, JsonSlice source, SchemaTarget target, out object? converted)
    {
        converted = value;
        if (value is null && target.IsNullable) return false;
        switch (target.Type)
        {
            case "string" when value is not string:
                converted = value is double && source.Source is not null && Digits(source.Span) > ExactDigits ? Encoding.UTF8.GetString(source.Span) : PythonText.Str(value);
                return true;
            case "number":
                return TryNumber(value, out converted);
            case "integer":
                return TryInteger(value, out converted);
            case "boolean" when value is not bool:
                return TryBoolean(value, out converted);
            case "array" when target.WrapsPlainValues && value is (null or string or bool or long or double or BigInteger):
                converted = RecordList.Of(value, source);
                return true;
            default:
                return false;
        }
    }

    private static bool TryNumber(object? value, out object? converted)
    {
        converted = value switch
        {
            bool flag => flag ? 1.0 : 0.0,
            long number when Math.Abs((double)number) <= ExactInteger => (double)number,
            string text => ParseFloat(text),
            _ => null,
        };
        return converted is not null;
    }

    private static object? ParseFloat(string text)
    {
        var trimmed = Digits(text);
        if (trimmed is null || !double.TryParse(trimmed, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) || !double.IsFinite(number)) return null;

        // A whole number beyond what a float holds keeps its digits.
        return Math.Abs(number) > ExactInteger && BigInteger.TryParse(trimmed, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) ? whole : number;
    }

    private static bool TryInteger(object? value, out object? converted)
    {
        converted = value switch
        {
            bool flag => flag ? 1L : 0L,
            double number when double.IsFinite(number) => Whole(new BigInteger(Math.Truncate(number))),
            string text when Digits(text) is { } digits && BigInteger.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) => Whole(whole),
            _ => null,
        };
        return converted is not null;
    }

    private static bool TryBoolean(object? value, out object? converted)
    {
        converted = value switch
        {
            string text => text.Trim().ToLowerInvariant() switch
            {
                "y" or "yes" or "t" or "true" or "on" or "1" => true,
                "n" or "no" or "f" or "false" or "off" or "0" => false,
                _ => null,
            },
            _ => Interpolation.TemplateValues.IsTrue(value),
        };
        return converted is not null;
    }

    private static object Whole(BigInteger number) => number >= long.MinValue && number <= long.MaxValue ? (long)number : number;

    /// <summary>The text as .NET reads numbers; null when Python would not take it for one.</summary>
    private static string? Digits(string text)
    {
        var trimmed = text.Trim();
        if (trimmed.Length == 0 || !trimmed.Any(char.IsAsciiDigit)) return null;
        if (!trimmed.Contains('_', StringComparison.Ordinal)) return trimmed;
        for (var i = 0; i < trimmed.Length; i++)
        {
            if (trimmed[i] == '_' && !(i > 0 && i + 1 < trimmed.Length && char.IsAsciiDigit(trimmed[i - 1]) && char.IsAsciiDigit(trimmed[i + 1]))) return null;
        }

        return trimmed.Replace("_", "", StringComparison.Ordinal);
    }

    private static int Digits(ReadOnlySpan<byte> number)
    {
        var digits = 0;
        foreach (var b in number)
        {
            if (b is (byte)'e' or (byte)'E') break;
            if (char.IsAsciiDigit((char)b)) digits++;
        }

        return digits;
    }
}
