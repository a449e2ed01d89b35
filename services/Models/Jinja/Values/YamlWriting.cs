using System.Globalization;
using System.Text;
using ControlPlane.Models.Projects.Yaml;
using ControlPlane.Templating;
using ControlPlane.Templating.Values;

namespace ControlPlane.Models.Jinja.Values;

/// <summary><c>toyaml</c>: block style, as PyYAML's safe_dump writes it.</summary>
internal static class YamlWriting
{
    /// <summary>What a text without quotes cannot begin with.</summary>
    private const string Indicators = " -?:,[]{}#&*!|>'\"%@`";

    public static string Write(object? value, bool sortKeys)
    {
        var text = new StringBuilder();
        Append(text, value, 0, sortKeys, inSequence: false);
        return text.Append(value switch { _ when IsBlock(value) => "", IReadOnlyDictionary<string, object?> or IReadOnlyList<object?> => "\n", _ => "\n...\n" }).ToString();
    }

    private static void Append(StringBuilder text, object? value, int indent, bool sortKeys, bool inSequence)
    {
        switch (value)
        {
            case IReadOnlyDictionary<string, object?> { Count: > 0 } map:
                var first = inSequence;
                foreach (var (key, item) in sortKeys ? map.OrderBy(pair => pair.Key, StringComparer.Ordinal) : map.AsEnumerable())
                {
                    if (!first) text.Append(' ', indent);
                    first = false;
                    text.Append(Scalar(key)).Append(':');
                    Nested(text, item, item is IReadOnlyList<object?> ? indent : indent + 2, sortKeys);
                }

                break;
            case IReadOnlyList<object?> { Count: > 0 } list:
                for (var i = 0; i < list.Count; i++)
                {
                    if (i > 0 || !inSequence) text.Append(' ', indent);
                    text.Append('-');
                    if (!IsBlock(list[i]))
                    {
                        text.Append(' ').Append(Scalar(list[i])).Append('\n');
                        continue;
                    }

                    text.Append(' ');
                    Append(text, list[i], indent + 2, sortKeys, inSequence: true);
                }

                break;
            default:
                text.Append(Scalar(value));
                break;
        }
    }

    private static void Nested(StringBuilder text, object? value, int indent, bool sortKeys)
    {
        if (!IsBlock(value))
        {
            text.Append(' ').Append(Scalar(value)).Append('\n');
            return;
        }

        text.Append('\n');
        Append(text, value, indent, sortKeys, inSequence: false);
    }

    private static bool IsBlock(object? value) => value is IReadOnlyDictionary<string, object?> { Count: > 0 } or IReadOnlyList<object?> { Count: > 0 };

    private static string Scalar(object? value) => value switch
    {
        null => "null",
        bool flag => flag ? "true" : "false",
        string text => Text(text),
        IReadOnlyDictionary<string, object?> => "{}",
        IReadOnlyList<object?> => "[]",
        Undefined => throw new TemplateException("a value that is undefined cannot be written as YAML"),
        IFormattable number and (long or int or decimal) => number.ToString(null, CultureInfo.InvariantCulture),
        _ => PythonText.Str(value),
    };

    private static string Text(string text)
    {
        if (text.Length == 0) return "''";
        if (text.Contains('\n', StringComparison.Ordinal) || text.Any(char.IsControl)) return JsonText.Write(text);
        var isPlain = YamlScalars.Plain(text) is string && !Indicators.Contains(text[0], StringComparison.Ordinal)
            && !text.Contains(": ", StringComparison.Ordinal) && !text.Contains(" #", StringComparison.Ordinal) && text[^1] is not (' ' or ':');
        return isPlain ? text : $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
    }
}
