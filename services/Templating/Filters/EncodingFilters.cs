using System.Buffers;
using ControlPlane.Templating.Values;

namespace ControlPlane.Templating.Filters;

/// <summary>Filters that write a value in another notation: JSON, URL, HTML.</summary>
internal static class EncodingFilters
{
    public static Dictionary<string, TemplateFilter> All { get; } = new()
    {
        ["tojson"] = (value, arguments) => ToHtmlSafeJson(value, arguments),
        ["urlencode"] = (value, _) => UrlEncode(value),
        ["escape"] = (value, _) => EscapeHtml(PythonText.Str(value)),
        ["e"] = (value, _) => EscapeHtml(PythonText.Str(value)),
        ["forceescape"] = (value, _) => EscapeHtml(PythonText.Str(value)),
        ["safe"] = (value, _) => value,
        ["xmlattr"] = XmlAttributes,
    };

    private static readonly SearchValues<char> NotInNames = SearchValues.Create(" \t\n\f\r/>=");

    private static string ToHtmlSafeJson(object? value, TemplateArguments arguments) =>
        JsonText.Write(value, new JsonStyle(arguments[0, "indent"] is null ? null : arguments.Get(0, "indent", 0), SortKeys: true))
            .Replace("<", "\\u003c", StringComparison.Ordinal)
            .Replace(">", "\\u003e", StringComparison.Ordinal)
            .Replace("&", "\\u0026", StringComparison.Ordinal)
            .Replace("'", "\\u0027", StringComparison.Ordinal);

    private static string UrlEncode(object? value)
    {
        if (value is string or null || Numbers.IsNumber(value) || !Sequences.IsIterable(value))
            return UrlText.Quote(PythonText.Str(value), "/", plus: false);
        var pairs = value is IReadOnlyDictionary<string, object?> dict
            ? Mappings.Items(dict).Select(pair => (pair.Key, pair.Value))
            : Sequences.Iterate(value).Select(Sequences.ToList).Select(pair => (Key: pair[0], Value: pair[1]));
        return string.Join('&', pairs.Select(pair =>
            $"{UrlText.Quote(PythonText.Str(pair.Key), "", plus: true)}={UrlText.Quote(PythonText.Str(pair.Value), "", plus: true)}"));
    }

    private static string EscapeHtml(string text) => text
        .Replace("&", "&amp;", StringComparison.Ordinal)
        .Replace("<", "&lt;", StringComparison.Ordinal)
        .Replace(">", "&gt;", StringComparison.Ordinal)
        .Replace("'", "&#39;", StringComparison.Ordinal)
        .Replace("\"", "&#34;", StringComparison.Ordinal);

    private static string XmlAttributes(object? value, TemplateArguments arguments)
    {
        var dict = value as IReadOnlyDictionary<string, object?> ?? throw TemplateException.Type("xmlattr needs a mapping");
        List<string> parts = [];
        foreach (var (key, item) in Mappings.Items(dict))
        {
            if (item is null or Undefined)
                continue;
            var name = PythonText.Str(key);
            if (name.AsSpan().ContainsAny(NotInNames))
                throw new TemplateException($"Invalid character in attribute name: '{name}'");
            parts.Add($"{EscapeHtml(name)}=\"{EscapeHtml(PythonText.Str(item))}\"");
        }

        var text = string.Join(' ', parts);
        return text.Length > 0 && arguments.Get(0, "autospace", true) ? " " + text : text;
    }
}
