namespace ControlPlane.Ingestion.Validation;

/// <summary>
/// What JSON allows and <c>jsonb</c> refuses, told before a COPY would fail over it: limits of PostgreSQL's <c>text</c> and <c>numeric</c>
/// (131,072 digits before the decimal point, 16,383 after), see https://www.postgresql.org/docs/current/datatype-numeric.html.
/// </summary>
internal static class WarehouseText
{
    private const int MaxTopDigit = 131_071;
    private const int MaxScale = 16_383;
    private const int MaxExponent = int.MaxValue / 2 - 1;

    /// <summary>Null when a text that holds escapes can be stored.</summary>
    /// <param name="escaped">Between its quotes, as written; its escapes are known to be well formed.</param>
    public static string? FaultOfText(ReadOnlySpan<byte> escaped)
    {
        var awaitsLow = false;
        while (escaped.Length > 0)
        {
            var next = escaped.IndexOf((byte)'\\');
            if (awaitsLow && next != 0) return RowFault.LoneSurrogate;
            if (next < 0) return null;
            escaped = escaped[next..];
            if (escaped[1] != 'u')
            {
                if (awaitsLow) return RowFault.LoneSurrogate;
                escaped = escaped[2..];
                continue;
            }
            var unit = Hex(escaped.Slice(2, 4));
            if (unit == 0) return RowFault.NulCharacter;
            var (isHigh, isLow) = (unit is >= 0xD800 and <= 0xDBFF, unit is >= 0xDC00 and <= 0xDFFF);
            if (isLow != awaitsLow) return RowFault.LoneSurrogate;
            awaitsLow = isHigh;
            escaped = escaped[6..];
        }
        return awaitsLow ? RowFault.LoneSurrogate : null;
    }

    /// <summary>Whether a well-formed JSON number fits a <c>numeric</c>.</summary>
    public static bool FitsNumeric(ReadOnlySpan<byte> number)
    {
        if (number.Length < 1000 && number.IndexOfAny((byte)'e', (byte)'E') < 0) return true;
        var exponentAt = number.IndexOfAny((byte)'e', (byte)'E');
        var exponent = 0L;
        if (exponentAt >= 0 && !TryReadExponent(number[(exponentAt + 1)..], out exponent)) return false;
        var digits = (exponentAt < 0 ? number : number[..exponentAt]).TrimStart((byte)'-');
        var point = digits.IndexOf((byte)'.');
        var whole = point < 0 ? digits.Length : point;
        var fraction = point < 0 ? 0 : digits.Length - point - 1;
        if (fraction - exponent > MaxScale) return false;
        var first = digits.IndexOfAnyInRange((byte)'1', (byte)'9');
        if (first < 0) return true;
        // The power of ten that the first digit other than zero stands for.
        var top = (first < whole ? whole - 1 - first : whole - first) + exponent;
        return top <= MaxTopDigit;
    }

    private static bool TryReadExponent(ReadOnlySpan<byte> text, out long exponent)
    {
        var negative = text[0] == '-';
        if (text[0] is (byte)'-' or (byte)'+') text = text[1..];
        exponent = 0;
        foreach (var digit in text)
        {
            exponent = exponent * 10 + digit - '0';
            if (exponent > MaxExponent) return false;
        }
        if (negative) exponent = -exponent;
        return true;
    }

    private static int Hex(ReadOnlySpan<byte> digits)
    {
        var value = 0;
        foreach (var digit in digits) value = value * 16 + (digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10);
        return value;
    }
}
