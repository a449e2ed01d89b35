using System.Globalization;
using System.Numerics;
using System.Text;

namespace ControlPlane.Templating.Values;

/// <summary>How JSON is laid out: blanks per level (null: one line), and whether keys are sorted.</summary>
public sealed record JsonStyle(int? Indent = null, bool SortKeys = false);

/// <summary>Python's json.dumps: <c>", "</c> and <c>": "</c> between, everything beyond ASCII escaped.</summary>
public static class JsonText
{
    private const int MaxDepth = 200;

    /// <exception cref="TemplateException">A value has no JSON form (a date, a function) or is nested too deeply.</exception>
    public static string Write(object? value, JsonStyle? style = null)
    {
        var builder = new StringBuilder();
        Write(builder, value, style ?? new JsonStyle(), 0);
        return builder.ToString();
    }

    private static void Write(StringBuilder builder, object? value, JsonStyle style, int depth)
    {
        if (depth > MaxDepth)
            throw TemplateException.Limit("the value is nested too deeply for JSON");
        TemplateLimits.Default.CheckSize(builder.Length);
        switch (value)
        {
            case null:
                builder.Append("null");
                break;
            case bool flag:
                builder.Append(flag ? "true" : "false");
                break;
            case string text:
                Quote(builder, text);
                break;
            case double number:
                builder.Append(double.IsNaN(number) ? "NaN" : double.IsInfinity(number) ? number > 0 ? "Infinity" : "-Infinity" : FloatText.Repr(number));
                break;
            case IReadOnlyDictionary<string, object?> dict:
                WriteDict(builder, dict, style, depth);
                break;
            case IReadOnlyList<object?> list:
                WriteItems(builder, list, ('[', ']'), style, depth, item => Write(builder, item, style, depth + 1));
                break;
            case BigInteger or long or int:
                builder.Append(((IFormattable)value).ToString(null, CultureInfo.InvariantCulture));
                break;
            default:
                throw TemplateException.Type($"Object of type {TypeName.Of(value).Split('.')[^1]} is not JSON serializable");
        }
    }

    private static void WriteDict(StringBuilder builder, IReadOnlyDictionary<string, object?> dict, JsonStyle style, int depth)
    {
        var items = Mappings.Items(dict).ToList();
        if (style.SortKeys)
            items = [.. items.OrderBy(pair => pair.Key, Comparer<object?>.Create((a, b) => PythonComparison.Compare(a, b)))];
        WriteItems(builder, items, ('{', '}'), style, depth, pair =>
        {
            Quote(builder, pair.Key switch { null => "null", bool flag => flag ? "true" : "false", var key => PythonText.Str(key) });
            builder.Append(": ");
            Write(builder, pair.Value, style, depth + 1);
        });
    }

    private static void WriteItems<T>(StringBuilder builder, IReadOnlyList<T> items, (char Open, char Close) brackets, JsonStyle style, int depth, Action<T> write)
    {
        builder.Append(brackets.Open);
        for (var i = 0; i < items.Count; i++)
        {
            builder.Append(i == 0 ? "" : style.Indent is null ? ", " : ",");
            NewLine(builder, style, depth + 1);
            write(items[i]);
        }

        if (items.Count > 0)
            NewLine(builder, style, depth);
        builder.Append(brackets.Close);
    }

    private static void NewLine(StringBuilder builder, JsonStyle style, int depth)
    {
        if (style.Indent is { } width)
            builder.Append('\n').Append(' ', width * depth);
    }

    private static void Quote(StringBuilder builder, string text)
    {
        builder.Append('"');
        foreach (var c in text)
        {
            _ = c switch
            {
                '"' => builder.Append("\\\""),
                '\\' => builder.Append("\\\\"),
                '\n' => builder.Append("\\n"),
                '\r' => builder.Append("\\r"),
                '\t' => builder.Append("\\t"),
                '\b' => builder.Append("\\b"),
                '\f' => builder.Append("\\f"),
                >= ' ' and < '\x7f' => builder.Append(c),
                '\x7f' => builder.Append(c),
                _ => builder.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture)),
            };
        }

        builder.Append('"');
    }
}
