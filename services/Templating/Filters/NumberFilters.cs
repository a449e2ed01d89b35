using System.Globalization;
using System.Numerics;
using ControlPlane.Templating.Values;

namespace ControlPlane.Templating.Filters;

/// <summary>Filters that give or take numbers.</summary>
internal static class NumberFilters
{
    public static Dictionary<string, TemplateFilter> All { get; } = new()
    {
        ["abs"] = (value, _) => value switch
        {
            Undefined undefined => throw undefined.Fail(),
            TimeSpan span => span.Duration(),
            _ => Numbers.Absolute(Numbers.IsNumber(value) ? value! : throw TemplateException.Type($"bad operand type for abs(): '{TypeName.Of(value)}'")),
        },
        ["int"] = ToInteger,
        ["float"] = ToFloat,
        ["round"] = Round,
        ["sum"] = Sum,
        ["filesizeformat"] = FileSize,
    };

    private static object? ToInteger(object? value, TemplateArguments arguments)
    {
        var fallback = arguments.TryGet(0, "default", out var given) ? given : 0L;
        switch (value)
        {
            case Undefined undefined:
                throw undefined.Fail();
            case double number:
                return double.IsFinite(number) ? Numbers.Normalise(new BigInteger(Math.Truncate(number))) : fallback;
            case string text:
                return ParseInteger(text.Trim(), arguments.Get(1, "base", 10))
                    ?? (ParseFloat(text) is { } real && double.IsFinite(real) ? Numbers.Normalise(new BigInteger(Math.Truncate(real))) : fallback);
            default:
                return Numbers.IsNumber(value) ? Numbers.Normalise(Numbers.ToBig(value!)) : fallback;
        }
    }

    private static object? ParseInteger(string text, int radix)
    {
        var negative = text.StartsWith('-');
        var digits = text is ['+' or '-', ..] ? text[1..] : text;
        if (digits.Length > 1 && digits[0] == '0' && Syntax.NumberLiteral.Radix(digits[1]) is var marked and not 0 && (radix == marked || radix == 0))
            (digits, radix) = (digits[2..], marked);
        if (digits.Length is 0 or > 4300 || digits.StartsWith('_') || digits.EndsWith('_') || digits.Contains("__", StringComparison.Ordinal))
            return null;
        var number = BigInteger.Zero;
        foreach (var c in digits)
        {
            if (c == '_')
                continue;
            var digit = char.IsAsciiDigit(c) ? c - '0' : char.IsAsciiLetter(c) ? char.ToLowerInvariant(c) - 'a' + 10 : 99;
            if (digit >= (radix == 0 ? 10 : radix))
                return null;
            number = (number * (radix == 0 ? 10 : radix)) + digit;
        }

        return Numbers.Normalise(negative ? -number : number);
    }

    private static object? ToFloat(object? value, TemplateArguments arguments)
    {
        var fallback = arguments.TryGet(0, "default", out var given) ? given : 0.0;
        return value switch
        {
            Undefined undefined => throw undefined.Fail(),
            string text => ParseFloat(text) ?? fallback,
            _ => Numbers.IsNumber(value) ? Numbers.ToDouble(value!) : fallback,
        };
    }

    public static double? ParseFloat(string text)
    {
        text = text.Trim();
        var name = text.TrimStart('+', '-').ToLowerInvariant();
        if (name is "inf" or "infinity" or "nan" && text.Length - name.Length <= 1)
            return name == "nan" ? double.NaN : text[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity;
        return double.TryParse(text.Replace("_", "", StringComparison.Ordinal), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && name.Length > 0 && char.IsAsciiDigit(name[0]) | name[0] == '.'
            ? number
            : null;
    }

    private static object? Round(object? value, TemplateArguments arguments)
    {
        var digits = arguments.Get(0, "precision", 0);
        var method = arguments.Get(1, "method", "common");
        if (value is Undefined undefined)
            throw undefined.Fail();
        if (!Numbers.IsNumber(value))
            throw TemplateException.Type($"type {TypeName.Of(value)} doesn't define __round__ method");
        switch (method)
        {
            case "common":
                return Numbers.IsInteger(value) ? Numbers.RoundInteger(Numbers.ToBig(value!), digits) : Numbers.Round(Numbers.ToDouble(value!), digits);
            case "ceil" or "floor":
                var scale = Math.Pow(10, digits);
                var scaled = Numbers.ToDouble(value!) * scale;
                return (method == "ceil" ? Math.Ceiling(scaled) : Math.Floor(scaled)) / scale;
            default:
                throw new TemplateException("method must be common, ceil or floor");
        }
    }

    private static object? Sum(object? value, TemplateArguments arguments)
    {
        var attribute = AttributePath.Getter(arguments[0, "attribute"], arguments);
        var sum = arguments.TryGet(1, "start", out var start) ? start : 0L;
        foreach (var item in Sequences.Iterate(value))
            sum = PythonOperators.Apply("+", sum, attribute(item), arguments.Limits);
        return sum;
    }

    private static string FileSize(object? value, TemplateArguments arguments)
    {
        var isBinary = arguments.Get(0, "binary", false);
        var bytes = value is string text ? ParseFloat(text) ?? throw new TemplateException("not a number of bytes") : Conversion.To<double>(value, "value");
        var unit = isBinary ? 1024.0 : 1000.0;
        if (bytes == 1)
            return "1 Byte";
        if (bytes < unit)
            return $"{(long)bytes} Bytes";
        var prefixes = isBinary ? new[] { "KiB", "MiB", "GiB", "TiB", "PiB", "EiB", "ZiB", "YiB" } : ["kB", "MB", "GB", "TB", "PB", "EB", "ZB", "YB"];
        var power = 0;
        var size = bytes / unit;
        for (; size >= unit && power < prefixes.Length - 1; power++)
            size /= unit;
        return $"{FloatText.Fixed(size, 1)} {prefixes[power]}";
    }
}
