using System.Globalization;
using ControlPlane.Templating.Values;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace ControlPlane.Models.Projects.Yaml;

/// <summary>Scalars by the rules of YAML 1.1, as PyYAML applies them.</summary>
internal static class YamlScalars
{
    /// <summary>The value of a scalar without quotes.</summary>
    public static object? Plain(string text) => text.Length == 0 ? null : text[0] switch
    {
        '~' or 'n' or 'N' or 'y' or 'Y' or 't' or 'T' or 'f' or 'F' or 'o' or 'O' => Word(text),
        '+' or '-' or '.' or (>= '0' and <= '9') => Number(text) ?? YamlTimes.Read(text) ?? text,
        _ => text,
    };

    /// <summary>The value of a scalar with quotes, in a block, or with a tag.</summary>
    /// <exception cref="YamlException">The tag is not one of YAML's own.</exception>
    public static object? Tagged(Scalar scalar) => scalar.Tag.IsEmpty || scalar.Tag.IsNonSpecific ? scalar.Value : scalar.Tag.Value switch
    {
        "tag:yaml.org,2002:str" => scalar.Value,
        "tag:yaml.org,2002:null" => null,
        "tag:yaml.org,2002:bool" or "tag:yaml.org,2002:int" or "tag:yaml.org,2002:timestamp" => Plain(scalar.Value),
        "tag:yaml.org,2002:float" => Plain(scalar.Value) is long whole ? (double)whole : Plain(scalar.Value),
        var tag => throw new YamlException(scalar.Start, scalar.End, $"could not determine a constructor for the tag '{tag}'"),
    };

    /// <summary>A key as Python prints it.</summary>
    public static string Text(object? key) => key as string ?? PythonText.Str(key);

    private static object? Word(string text) => text switch
    {
        "~" or "null" or "Null" or "NULL" => null,
        "yes" or "Yes" or "YES" or "true" or "True" or "TRUE" or "on" or "On" or "ON" => true,
        "no" or "No" or "NO" or "false" or "False" or "FALSE" or "off" or "Off" or "OFF" => false,
        _ => text,
    };

    private static object? Number(string text)
    {
        var start = text[0] is '+' or '-' ? 1 : 0;
        var digits = text.AsSpan(start);
        if (digits.IsEmpty) return null;
        if (text[start] == '.' || digits.ContainsAny('.', ':')) return digits.Contains(':') ? Sexagesimal(text, start) : Real(text, start);
        foreach (var digit in digits) if (!char.IsAsciiHexDigit(digit) && digit is not ('_' or 'x')) return null;
        var plain = digits.Contains('_') ? digits.ToString().Replace("_", "", StringComparison.Ordinal) : digits;
        if (plain.IsEmpty || !char.IsAsciiDigit(digits[0])) return null;
        long value;
        if (plain.Length > 1 && plain[0] == '0')
        {
            var radix = plain[1] switch { 'x' => 16, 'b' => 2, _ => 8 };
            var rest = radix == 8 ? plain[1..] : plain[2..];
            if (!Whole(rest, radix, out value)) return null;
        }
        else if (!long.TryParse(plain, NumberStyles.None, CultureInfo.InvariantCulture, out value))
        {
            return plain.ContainsAnyExceptInRange('0', '9') ? null : System.Numerics.BigInteger.Parse(text.Replace("_", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);
        }
        return text[0] == '-' ? -value : value;
    }

    private static bool Whole(ReadOnlySpan<char> digits, int radix, out long value)
    {
        value = 0;
        foreach (var digit in digits)
        {
            var each = char.IsAsciiHexDigit(digit) ? Convert.ToInt32($"{digit}", 16) : radix;
            if (each >= radix || value > (long.MaxValue - each) / radix) return false;
            value = (value * radix) + each;
        }
        return digits.Length > 0;
    }

    /// <summary>A float of YAML 1.1: with a point, and with a sign in its exponent (<c>1e3</c> is a text).</summary>
    private static object? Real(string text, int start)
    {
        switch (text[start..])
        {
            case ".inf" or ".Inf" or ".INF": return text[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity;
            case ".nan" or ".NaN" or ".NAN": return start == 0 ? double.NaN : null;
        }
        var at = start;
        while (at < text.Length && (char.IsAsciiDigit(text[at]) || (text[at] == '_' && at > start))) at++;
        var leading = at > start;
        if (at == text.Length || text[at++] != '.') return null;
        var fraction = at;
        while (at < text.Length && (char.IsAsciiDigit(text[at]) || text[at] == '_')) at++;
        if (!leading && (at == fraction || start > 0 || text[fraction] == '_')) return null;
        if (at < text.Length)
        {
            if (text[at] is not ('e' or 'E') || at + 2 >= text.Length || text[at + 1] is not ('+' or '-') || text.AsSpan(at + 2).ContainsAnyExceptInRange('0', '9')) return null;
        }
        var plain = text.Replace("_", "", StringComparison.Ordinal);
        return double.TryParse(plain, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : null;
    }

    /// <summary><c>1:30</c> is 90.</summary>
    private static object? Sexagesimal(string text, int start)
    {
        var parts = text[start..].Split(':');
        double value = 0;
        for (var i = 0; i < parts.Length; i++)
        {
            var last = i == parts.Length - 1;
            var part = parts[i].Replace("_", i == 0 || last ? "" : "_", StringComparison.Ordinal);
            var whole = last && part.Contains('.', StringComparison.Ordinal) ? part[..part.IndexOf('.', StringComparison.Ordinal)] : part;
            if (whole.Length == 0 || whole.AsSpan().ContainsAnyExceptInRange('0', '9') || (i > 0 && (whole.Length > 2 || int.Parse(whole, CultureInfo.InvariantCulture) > 59))) return null;
            if (!double.TryParse(part, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)) return null;
            value = (value * 60) + number;
        }
        var real = parts[^1].Contains('.', StringComparison.Ordinal);
        if (!real && parts[0][0] == '0') return null;
        if (text[0] == '-') value = -value;
        return real ? value : (long)value;
    }
}
