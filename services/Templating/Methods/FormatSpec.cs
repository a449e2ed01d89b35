using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;
using ControlPlane.Templating.Manifests;
using ControlPlane.Templating.Values;

namespace ControlPlane.Templating.Methods;

/// <summary>Python's format specification: [[fill]align][sign][#][0][width][grouping][.precision][type].</summary>
internal static partial class FormatSpec
{
    public static string Apply(object? value, string spec, TemplateArguments arguments)
    {
        if (spec.Length == 0)
            return PythonText.Str(value);
        if (value is DateTimeOffset or DateTime or DateOnly)
            return PythonDateTime.Strftime(TimeMethods.Time(value), spec, value is DateTimeOffset);
        var match = Pattern().Match(spec);
        if (!match.Success)
            throw new TemplateException($"Invalid format specifier '{spec}'");

        string Part(string name) => match.Groups[name].Value;
        var isNumber = Numbers.IsNumber(value) && Part("type") != "s" && (value is not bool || spec.Length > 0);
        var precision = Part("precision").Length == 0 ? -1 : Small(Part("precision"));
        var width = Part("width").Length == 0 ? 0 : Small(Part("width"));
        var zero = Part("zero").Length > 0;
        var align = Part("align").Length > 0 ? Part("align")[0] : zero && isNumber ? '=' : isNumber ? '>' : '<';
        var fill = Part("fill").Length > 0 ? Part("fill") : zero ? "0" : " ";

        if (!isNumber)
        {
            if (value is null or Undefined or IReadOnlyList<object?> or IReadOnlyDictionary<string, object?>)
                throw TemplateException.Type($"unsupported format string passed to {TypeName.Of(value)}.__format__");
            var text = PythonText.Str(value);
            if (precision >= 0)
                text = (string)MemberAccess.Slice(text, 0L, (long)precision, null)!;
            return StringMethods.Pad(text, width, fill, align == '=' ? '<' : align, arguments);
        }

        var (sign, digits) = Number(value!, Part("type"), precision, Part("alt").Length > 0);
        digits = Group(digits, Part("group"), Part("type"));
        if (sign.Length == 0 && Part("sign") is "+" or " ")
            sign = Part("sign");
        if (align != '=')
            return StringMethods.Pad(sign + digits, width, fill, align, arguments);
        return sign + StringMethods.Pad(digits, width - sign.Length, fill, '>', arguments);
    }

    /// <summary>Sign and digits of a number in the given presentation.</summary>
    public static (string Sign, string Digits) Number(object value, string type, int precision, bool alternate)
    {
        if (type.Length == 0)
            type = Numbers.IsInteger(value) ? "d" : "";
        if (type is "d" or "n" or "x" or "X" or "o" or "b" or "c" && !Numbers.IsInteger(value))
            throw new TemplateException($"Unknown format code '{type}' for object of type 'float'");
        if (type is "d" or "n" or "x" or "X" or "o" or "b" or "c")
            return Integer(Numbers.ToBig(value), type, alternate);

        var number = Numbers.ToDouble(value);
        var size = Math.Abs(number);
        var digits = type switch
        {
            "f" or "F" => FloatText.Fixed(size, precision < 0 ? 6 : precision),
            "%" => FloatText.Fixed(size * 100, precision < 0 ? 6 : precision) + "%",
            "e" => FloatText.Exponent(size, precision < 0 ? 6 : precision),
            "E" => FloatText.Exponent(size, precision < 0 ? 6 : precision).ToUpperInvariant(),
            "g" => FloatText.General(size, precision < 0 ? 6 : precision, alternate),
            "G" => FloatText.General(size, precision < 0 ? 6 : precision, alternate).ToUpperInvariant(),
            _ => precision < 0 ? FloatText.Repr(size) : FloatText.General(size, precision),
        };
        return (number < 0 || (number == 0 && double.IsNegative(number)) ? "-" : "", digits);
    }

    private static (string Sign, string Digits) Integer(BigInteger value, string type, bool alternate)
    {
        var size = BigInteger.Abs(value);
        var digits = type switch
        {
            "x" or "X" => size.ToString(type, CultureInfo.InvariantCulture).TrimStart('0') is { Length: > 0 } hex ? hex : "0",
            "o" => Radix(size, 8),
            "b" => Radix(size, 2),
            "c" => char.ConvertFromUtf32((int)size),
            _ => size.ToString(CultureInfo.InvariantCulture),
        };
        return (value.Sign < 0 ? "-" : "", alternate && type is "x" or "X" or "o" or "b" ? $"0{type}{digits}" : digits);
    }

    private static string Radix(BigInteger value, int radix)
    {
        var digits = "";
        do
        {
            digits = (char)('0' + (int)(value % radix)) + digits;
            value /= radix;
        }
        while (!value.IsZero);
        return digits;
    }

    private static string Group(string digits, string separator, string type)
    {
        if (separator.Length == 0)
            return digits;
        var size = type is "x" or "X" or "o" or "b" ? 4 : 3;
        var whole = digits.TakeWhile(char.IsAsciiHexDigit).Count();
        for (var at = whole - size; at > 0; at -= size)
            digits = digits.Insert(at, separator);
        return digits;
    }

    /// <summary>Widths beyond a million are refused, whatever the limits say.</summary>
    public static int Small(string digits) =>
        digits.Length <= 6 ? int.Parse(digits, CultureInfo.InvariantCulture) : throw TemplateException.Limit("the width of a format is too large");

    [GeneratedRegex(@"^(?:(?<fill>.)?(?<align>[<>=^]))?(?<sign>[-+ ])?(?<alt>#)?(?<zero>0)?(?<width>\d+)?(?<group>[,_])?(?:\.(?<precision>\d+))?(?<type>[bcdeEfFgGnosxX%])?$", RegexOptions.Singleline)]
    private static partial Regex Pattern();
}
