using ControlPlane.Templating.Methods;
using ControlPlane.Templating.Values;

namespace ControlPlane.Templating.Filters;

/// <summary>Filters that lay text out: indent, center, truncate, wordwrap.</summary>
internal static class LayoutFilters
{
    public static Dictionary<string, TemplateFilter> All { get; } = new()
    {
        ["indent"] = Indent,
        ["center"] = (value, arguments) => StringMethods.Pad(TextFilters.Text(value), arguments.Get(0, "width", 80L), " ", '^', arguments),
        ["truncate"] = Truncate,
        ["wordwrap"] = WordWrap,
    };

    private static string Indent(object? value, TemplateArguments arguments)
    {
        var prefix = arguments[0, "width"] switch
        {
            null => "    ",
            string own => own,
            var width => new string(' ', Conversion.To<int>(width, "width")),
        };
        var first = arguments.Get(1, "first", false);
        var blank = arguments.Get(2, "blank", false);
        var lines = Splitting.Lines(TextFilters.Text(value) + "\n", keepEnds: false).Cast<string>().ToList();
        arguments.CheckSize((double)lines.Count * prefix.Length);
        var text = string.Join('\n', lines.Select((line, i) => i > 0 && (blank || line.Length > 0) ? prefix + line : line));
        return first ? prefix + text : text;
    }

    private static string Truncate(object? value, TemplateArguments arguments)
    {
        var text = TextFilters.Text(value);
        var length = arguments.Get(0, "length", 255L);
        var end = arguments.Get(2, "end", "...")!;
        var leeway = arguments[3, "leeway"] is null ? 5 : arguments.Get(3, "leeway", 5L);
        if (length < PythonString.Length(end))
            throw new TemplateException($"expected length >= {PythonString.Length(end)}, got {length}");
        if (PythonString.Length(text) <= length + leeway)
            return text;
        var cut = (string)MemberAccess.Slice(text, null, length - PythonString.Length(end), null)!;
        if (arguments.Get(1, "killwords", false))
            return cut + end;
        var blank = cut.LastIndexOf(' ');
        return (blank < 0 ? cut : cut[..blank]) + end;
    }

    private static string WordWrap(object? value, TemplateArguments arguments)
    {
        var width = arguments.Get(0, "width", 79);
        var breakLong = arguments.Get(1, "break_long_words", true);
        var separator = arguments[2, "wrapstring"] as string ?? "\n";
        var breakOnHyphens = arguments.Get(3, "break_on_hyphens", true);
        var lines = Splitting.Lines(TextFilters.Text(value), keepEnds: false).Cast<string>();
        return string.Join(separator, lines.Select(line => string.Join(separator, WordWrapping.Wrap(line, width, breakLong, breakOnHyphens))));
    }
}
