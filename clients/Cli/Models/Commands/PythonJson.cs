using System.Collections;
using System.Globalization;
using System.Text;
using ControlPlane.Models.Artifacts;

namespace ControlPlane.Cli.Models.Commands;

/// <summary>JSON on one line as Python prints it, with a blank after each comma and colon, so that outputs compare as text.</summary>
internal static class PythonJson
{
    public static string Of(object? value)
    {
        var text = new StringBuilder();
        Append(text, value);
        return text.ToString();
    }

    private static void Append(StringBuilder text, object? value)
    {
        switch (value)
        {
            case null: text.Append("null"); break;
            case bool flag: text.Append(flag ? "true" : "false"); break;
            case string own: Quote(text, own); break;
            case DateTimeOffset time: Quote(text, JsonValues.Timestamp(time)); break;
            case DateTime time: Quote(text, time.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFF", CultureInfo.InvariantCulture)); break;
            case DateOnly date: Quote(text, date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)); break;
            case double number: text.Append(number.ToString("R", CultureInfo.InvariantCulture) is var digits && digits.AsSpan().ContainsAny('.', 'E') ? digits : $"{digits}.0"); break;
            case IReadOnlyDictionary<string, object?> map:
                Join(text, '{', '}', map, pair =>
                {
                    Quote(text, pair.Key);
                    text.Append(": ");
                    Append(text, pair.Value);
                });
                break;
            case IEnumerable list: Join(text, '[', ']', list.Cast<object?>(), item => Append(text, item)); break;
            default: text.Append(Convert.ToString(value, CultureInfo.InvariantCulture)); break;
        }
    }

    private static void Join<T>(StringBuilder text, char open, char close, IEnumerable<T> items, Action<T> append)
    {
        text.Append(open);
        var isFirst = true;
        foreach (var item in items)
        {
            if (!isFirst) text.Append(", ");
            isFirst = false;
            append(item);
        }
        text.Append(close);
    }

    // As ASCII, with what is beyond it as \uXXXX in lower case.
    private static void Quote(StringBuilder text, string value)
    {
        text.Append('"');
        foreach (var c in value)
        {
            text.Append(c switch
            {
                '"' => "\\\"", '\\' => "\\\\", '\n' => "\\n", '\r' => "\\r", '\t' => "\\t", '\b' => "\\b", '\f' => "\\f",
                < ' ' or > '~' => $"\\u{(int)c:x4}",
                _ => c.ToString(),
            });
        }
        text.Append('"');
    }
}
