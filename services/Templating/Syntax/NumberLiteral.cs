using System.Globalization;
using System.Numerics;
using ControlPlane.Templating.Values;

namespace ControlPlane.Templating.Syntax;

/// <summary>Reads Python's number literals: 1_000, 0x1f, 0o17, 0b1, 1.5, 1e3.</summary>
internal static class NumberLiteral
{
    /// <summary>The number at the start of <paramref name="text"/> (which starts with a digit) and how long it is.</summary>
    public static (object Value, int Length) Read(ReadOnlySpan<char> text, bool allowFraction = true)
    {
        if (text.Length > 2 && text[0] == '0' && Radix(text[1]) is var radix and not 0)
        {
            var end = 2;
            while (end < text.Length && (IsDigit(text[end], radix) || (text[end] == '_' && end + 1 < text.Length && IsDigit(text[end + 1], radix))))
                end++;
            if (end > 2)
                return (Integer(text[2..end], radix), end);
        }

        var length = Digits(text);
        var isFloat = false;
        if (allowFraction && length + 1 < text.Length && text[length] == '.' && char.IsAsciiDigit(text[length + 1]))
        {
            length += 1 + Digits(text[(length + 1)..]);
            isFloat = true;
        }

        if (allowFraction && length < text.Length && text[length] is 'e' or 'E')
        {
            var exponent = length + 1;
            if (exponent < text.Length && text[exponent] is '+' or '-')
                exponent++;
            if (exponent < text.Length && char.IsAsciiDigit(text[exponent]))
            {
                length = exponent + Digits(text[exponent..]);
                isFloat = true;
            }
        }

        var digits = text[..length].ToString().Replace("_", "", StringComparison.Ordinal);
        return (isFloat ? double.Parse(digits, CultureInfo.InvariantCulture) : Integer(digits, 10), length);
    }

    public static object Integer(ReadOnlySpan<char> digits, int radix)
    {
        if (radix == 10 && long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var whole))
            return whole;
        if (radix == 10)
            return Numbers.Normalise(BigInteger.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture));
        var value = BigInteger.Zero;
        foreach (var c in digits)
        {
            if (c != '_')
                value = (value * radix) + Convert.ToInt32(c.ToString(), 16);
        }

        return Numbers.Normalise(value);
    }

    public static int Radix(char mark) => char.ToLowerInvariant(mark) switch { 'x' => 16, 'o' => 8, 'b' => 2, _ => 0 };

    public static bool IsDigit(char c, int radix) => radix switch
    {
        16 => char.IsAsciiHexDigit(c),
        8 => c is >= '0' and <= '7',
        2 => c is '0' or '1',
        _ => char.IsAsciiDigit(c),
    };

    private static int Digits(ReadOnlySpan<char> text)
    {
        var end = 0;
        while (end < text.Length && (char.IsAsciiDigit(text[end])
            || (text[end] == '_' && end > 0 && end + 1 < text.Length && char.IsAsciiDigit(text[end + 1]))))
            end++;
        return end;
    }
}
