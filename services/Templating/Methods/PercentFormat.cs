using System.Text;
using System.Text.RegularExpressions;
using ControlPlane.Templating.Values;

namespace ControlPlane.Templating.Methods;

/// <summary>Python's printf-style formatting: "%s of %(name)05.2f" % values.</summary>
internal static partial class PercentFormat
{
    public static string Apply(string format, object? values, TemplateLimits limits)
    {
        var arguments = values as TupleValue ?? new TupleValue([values]);
        var dict = values as IReadOnlyDictionary<string, object?>;
        var result = new StringBuilder();
        var next = 0;
        var from = 0;
        for (var at = format.IndexOf('%', StringComparison.Ordinal); at >= 0; at = format.IndexOf('%', from))
        {
            result.Append(format, from, at - from);
            var match = Pattern().Match(format, at);
            if (!match.Success)
                throw new TemplateException(at == format.Length - 1 ? "incomplete format" : $"unsupported format character '{format[^1]}' (0x{(int)format[^1]:x}) at index {at + 1}");
            from = at + match.Length;
            result.Append(match.Groups["type"].Value == "%" ? "%" : One(match, Take));
            limits.CheckSize(result.Length);
        }

        if (next < arguments.Count && dict is null)
            throw TemplateException.Type("not all arguments converted during string formatting");
        return result.Append(format, from, format.Length - from).ToString();

        object? Take(string? key)
        {
            if (key is not null)
            {
                if (dict is null)
                    throw TemplateException.Type("format requires a mapping");
                return Mappings.TryGet(dict, key, out var found) ? found : throw new TemplateException($"KeyError: '{key}'");
            }

            return next < arguments.Count ? arguments[next++] : throw TemplateException.Type("not enough arguments for format string");
        }
    }

    private static string One(Match match, Func<string?, object?> take)
    {
        var flags = match.Groups["flags"].Value;
        var width = match.Groups["width"].Value is "*" ? (int)Conversion.To<long>(take(null), "width") : Number(match.Groups["width"].Value, 0);
        var precision = match.Groups["precision"].Value is "*" ? (int)Conversion.To<long>(take(null), "precision") : Number(match.Groups["precision"].Value, match.Groups["dot"].Success ? 0 : -1);
        var value = take(match.Groups["key"].Success ? match.Groups["key"].Value : null);
        if (width > 1_000_000 || precision > 1_000_000)
            throw TemplateException.Limit("the width of a format is too large");
        var type = match.Groups["type"].Value;
        if (type is "s" or "r" or "a" || (type == "c" && value is string))
        {
            var text = type is "s" or "c" ? PythonText.Str(value) : PythonText.Repr(value);
            if (precision >= 0)
                text = (string)MemberAccess.Slice(text, 0L, (long)precision, null)!;
            return flags.Contains('-', StringComparison.Ordinal) ? text.PadRight(width) : text.PadLeft(width);
        }

        var (sign, digits) = Digits(value, type, precision, flags.Contains('#', StringComparison.Ordinal));
        if (sign.Length == 0)
            sign = flags.Contains('+', StringComparison.Ordinal) ? "+" : flags.Contains(' ', StringComparison.Ordinal) ? " " : "";
        if (flags.Contains('-', StringComparison.Ordinal))
            return (sign + digits).PadRight(width);
        return flags.Contains('0', StringComparison.Ordinal) ? sign + digits.PadLeft(Math.Max(width - sign.Length, 0), '0') : (sign + digits).PadLeft(width);
    }

    private static (string Sign, string Digits) Digits(object? value, string type, int precision, bool alternate)
    {
        if (value is Undefined undefined)
            throw undefined.Fail();
        if (!Numbers.IsNumber(value))
            throw TemplateException.Type($"%{type} format: a real number is required, not {TypeName.Of(value)}");
        if (type is not ("d" or "i" or "u"))
            return FormatSpec.Number(value!, type, precision, alternate);
        var whole = Numbers.IsFloat(value) ? Numbers.Normalise(new System.Numerics.BigInteger(Numbers.ToDouble(value!))) : value!;
        var (sign, digits) = FormatSpec.Number(whole, "d", -1, false);
        return (sign, digits.PadLeft(Math.Max(precision, 0), '0'));
    }

    private static int Number(string digits, int missing) => digits.Length == 0 ? missing : FormatSpec.Small(digits);

    [GeneratedRegex(@"\G%(?:\((?<key>[^)]*)\))?(?<flags>[-+ #0]*)(?<width>\*|\d*)(?<dot>\.(?<precision>\*|\d*))?[hlL]?(?<type>[diouxXeEfFgGcrsa%])")]
    private static partial Regex Pattern();
}
