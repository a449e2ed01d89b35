using System.Collections;
using System.Globalization;
using System.Text;

namespace ControlPlane.Models.Runs.UnitTests;

/// <summary>A value as an expression of a template: rows are handed to a fixture's macro as text.</summary>
internal static class PythonLiteral
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
            case null: text.Append("None"); break;
            case bool flag: text.Append(flag ? "True" : "False"); break;
            case string own: Quote(text, own); break;
            case DateOnly date: Quote(text, date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)); break;
            case DateTime time: Quote(text, Time(time, time.Millisecond)); break;
            case DateTimeOffset time: Quote(text, time.ToString("yyyy-MM-dd HH:mm:sszzz", CultureInfo.InvariantCulture)); break;
            case double number: text.Append(number.ToString("R", CultureInfo.InvariantCulture) is var digits && digits.All(c => char.IsDigit(c) || c == '-') ? $"{digits}.0" : digits); break;
            case IReadOnlyDictionary<string, object?> map: Join(text, '{', '}', map, pair => { Quote(text, pair.Key); text.Append(": "); Append(text, pair.Value); }); break;
            case IEnumerable list: Join(text, '[', ']', list.Cast<object?>(), item => Append(text, item)); break;
            default: text.Append(Convert.ToString(value, CultureInfo.InvariantCulture)); break;
        }
    }

    private static string Time(DateTime time, int fraction) => time.ToString(fraction == 0 ? "yyyy-MM-dd HH:mm:ss" : "yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture);

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

    private static void Quote(StringBuilder text, string value)
    {
        text.Append('\'');
        foreach (var c in value)
            text.Append(c switch { '\\' => "\\\\", '\'' => "\\'", '\n' => "\\n", '\r' => "\\r", '\t' => "\\t", _ => c.ToString() });
        text.Append('\'');
    }
}
