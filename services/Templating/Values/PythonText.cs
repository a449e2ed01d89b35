using System.Globalization;
using System.Numerics;
using System.Text;

namespace ControlPlane.Templating.Values;

/// <summary>Python's str() and repr().</summary>
public static class PythonText
{
    private const int MaxDepth = 200;

    /// <summary>What a template prints for the value.</summary>
    public static string Str(object? value) => value switch
    {
        string text => text,
        Undefined undefined => undefined.Tolerate().ToString(),
        _ => Repr(value, isStr: true),
    };

    /// <summary>How the value appears inside a printed list or dict.</summary>
    public static string Repr(object? value) => Repr(value, isStr: false);

    private static string Repr(object? value, bool isStr)
    {
        switch (value)
        {
            case null:
                return "None";
            case bool flag:
                return flag ? "True" : "False";
            case long number:
                return number.ToString(CultureInfo.InvariantCulture);
            case double number:
                return FloatText.Repr(number);
            case string text:
                return Quote(text);
            case BigInteger number:
                return number.ToString(CultureInfo.InvariantCulture);
            case DateTimeOffset or DateTime or DateOnly or TimeSpan:
                return isStr ? TimeText.Str(value) : TimeText.Repr(value);
            case IReadOnlyDictionary<string, object?> or IReadOnlyList<object?>:
                var builder = new StringBuilder();
                Append(builder, value, 0);
                return builder.ToString();
            case Undefined:
                return "Undefined";
            case TemplateFunction:
                return "<function>";
            default:
                return (value as IFormattable)?.ToString(null, CultureInfo.InvariantCulture) ?? value.ToString() ?? "";
        }
    }

    private static void Append(StringBuilder builder, object? value, int depth)
    {
        if (depth > MaxDepth)
            throw TemplateException.Limit("the value is nested too deeply to be printed");

        // A list that holds another one many times is small until it is printed.
        TemplateLimits.Default.CheckSize(builder.Length);
        if (value is IReadOnlyDictionary<string, object?> dict)
        {
            builder.Append('{');
            var first = true;
            foreach (var (key, item) in Mappings.Items(dict))
            {
                builder.Append(first ? "" : ", ");
                Append(builder, key, depth + 1);
                builder.Append(": ");
                Append(builder, item, depth + 1);
                first = false;
            }

            builder.Append('}');
        }
        else if (value is IReadOnlyList<object?> list)
        {
            var isTuple = list is TupleValue;
            builder.Append(isTuple ? '(' : '[');
            for (var i = 0; i < list.Count; i++)
            {
                builder.Append(i == 0 ? "" : ", ");
                Append(builder, list[i], depth + 1);
            }

            builder.Append(isTuple ? list.Count == 1 ? ",)" : ")" : "]");
        }
        else
        {
            builder.Append(Repr(value, isStr: false));
        }
    }

    private static string Quote(string text)
    {
        var quote = text.Contains('\'', StringComparison.Ordinal) && !text.Contains('"', StringComparison.Ordinal) ? '"' : '\'';
        if (IsPlain(text, quote))
            return $"{quote}{text}{quote}";
        var builder = new StringBuilder(text.Length + 2).Append(quote);
        foreach (var rune in text.EnumerateRunes())
        {
            _ = rune.Value switch
            {
                '\\' => builder.Append("\\\\"),
                '\n' => builder.Append("\\n"),
                '\r' => builder.Append("\\r"),
                '\t' => builder.Append("\\t"),
                _ when rune.Value == quote => builder.Append('\\').Append(quote),
                _ when IsPrintable(rune) => builder.Append(rune.ToString()),
                < 0x100 => builder.Append("\\x").Append(rune.Value.ToString("x2", CultureInfo.InvariantCulture)),
                < 0x10000 => builder.Append("\\u").Append(rune.Value.ToString("x4", CultureInfo.InvariantCulture)),
                _ => builder.Append("\\U").Append(rune.Value.ToString("x8", CultureInfo.InvariantCulture)),
            };
        }

        return builder.Append(quote).ToString();
    }

    private static bool IsPlain(string text, char quote)
    {
        foreach (var each in text)
        {
            if (each is < ' ' or > '~' or '\\' || each == quote)
                return false;
        }

        return true;
    }

    private static bool IsPrintable(Rune rune) => rune.Value is >= 32 and < 127 || (rune.Value >= 127 && Rune.GetUnicodeCategory(rune) is not
        (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse
        or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.SpaceSeparator));
}
