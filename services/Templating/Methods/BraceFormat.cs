using System.Globalization;
using System.Text;
using ControlPlane.Templating.Values;

namespace ControlPlane.Templating.Methods;

/// <summary>Python's str.format: {}, {0}, {name.attribute[key]!r:spec}.</summary>
internal static class BraceFormat
{
    public static string Apply(string format, TemplateArguments arguments)
    {
        var next = 0;
        return Apply(format, arguments, ref next, 0);
    }

    private static string Apply(string format, TemplateArguments arguments, ref int next, int depth)
    {
        if (depth > 2)
            throw new TemplateException("Max string recursion exceeded");
        var result = new StringBuilder();
        for (var i = 0; i < format.Length; i++)
        {
            var c = format[i];
            if (c is '{' or '}' && i + 1 < format.Length && format[i + 1] == c)
            {
                result.Append(c);
                i++;
            }
            else if (c == '}')
            {
                throw new TemplateException("Single '}' encountered in format string");
            }
            else if (c == '{')
            {
                var end = FieldEnd(format, i);
                result.Append(Field(format[(i + 1)..end], arguments, ref next, depth));
                i = end;
            }
            else
            {
                result.Append(c);
            }

            arguments.CheckSize(result.Length);
        }

        return result.ToString();
    }

    private static int FieldEnd(string format, int open)
    {
        var depth = 0;
        for (var i = open; i < format.Length; i++)
        {
            depth += format[i] switch { '{' => 1, '}' => -1, _ => 0 };
            if (depth == 0)
                return i;
        }

        throw new TemplateException("Single '{' encountered in format string");
    }

    private static string Field(string field, TemplateArguments arguments, ref int next, int depth)
    {
        var (name, spec) = field.IndexOf(':', StringComparison.Ordinal) is var colon and >= 0 ? (field[..colon], field[(colon + 1)..]) : (field, "");
        var conversion = name is [.., '!', _] ? name[^1] : '\0';
        if (conversion != '\0')
            name = name[..^2];
        var value = Resolve(name, arguments, ref next);
        spec = Apply(spec, arguments, ref next, depth + 1);
        value = conversion switch
        {
            'r' or 'a' => PythonText.Repr(value),
            's' => PythonText.Str(value),
            _ => value,
        };
        return FormatSpec.Apply(value, spec, arguments);
    }

    private static object? Resolve(string field, TemplateArguments arguments, ref int next)
    {
        var end = field.IndexOfAny(['.', '[']);
        var root = end < 0 ? field : field[..end];
        object? value;
        if (root.Length == 0 || int.TryParse(root, CultureInfo.InvariantCulture, out _))
        {
            var index = root.Length == 0 ? next++ : int.Parse(root, CultureInfo.InvariantCulture);
            value = index < arguments.Positional.Count
                ? arguments.Positional[index]
                : throw new TemplateException($"Replacement index {index} out of range for positional args tuple");
        }
        else if (!arguments.Named.TryGetValue(root, out value))
        {
            throw new TemplateException($"KeyError: '{root}'");
        }

        while (end >= 0 && end < field.Length)
        {
            var isItem = field[end] == '[';
            var stop = isItem ? field.IndexOf(']', end) : field.IndexOfAny(['.', '['], end + 1);
            stop = stop < 0 ? field.Length : stop;
            var key = field[(end + 1)..stop];
            value = isItem
                ? MemberAccess.Item(value, long.TryParse(key, CultureInfo.InvariantCulture, out var number) ? number : key, UndefinedBehavior.Strict)
                : MemberAccess.Attribute(value, key, UndefinedBehavior.Strict);
            end = isItem ? stop + 1 : stop;
        }

        return value;
    }
}
