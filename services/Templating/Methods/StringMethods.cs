using System.Collections.Frozen;
using System.Globalization;
using ControlPlane.Templating.Values;

namespace ControlPlane.Templating.Methods;

/// <summary>Methods of strings; splitting and searching are in files of their own.</summary>
internal static class StringMethods
{
    public static FrozenDictionary<string, Method> All { get; } = new Dictionary<string, Method>
    {
        ["upper"] = (self, _) => Text(self).ToUpperInvariant(),
        ["lower"] = (self, _) => Text(self).ToLowerInvariant(),
        ["casefold"] = (self, _) => Text(self).ToLowerInvariant().Replace("ß", "ss", StringComparison.Ordinal),
        ["capitalize"] = (self, _) => Casing.Capitalise(Text(self)),
        ["title"] = (self, _) => Casing.Title(Text(self)),
        ["swapcase"] = (self, _) => Casing.Swap(Text(self)),
        ["strip"] = (self, arguments) => Trim(self, arguments, start: true, end: true),
        ["lstrip"] = (self, arguments) => Trim(self, arguments, start: true, end: false),
        ["rstrip"] = (self, arguments) => Trim(self, arguments, start: false, end: true),
        ["removeprefix"] = (self, arguments) => RemovePrefix(Text(self), arguments.Require<string>(0, "prefix")),
        ["removesuffix"] = (self, arguments) => RemoveSuffix(Text(self), arguments.Require<string>(0, "suffix")),
        ["replace"] = (self, arguments) => Replacing.Replace(
            Text(self), arguments.Require<string>(0, "old"), arguments.Require<string>(1, "new"), arguments.Get(2, "count", -1L), arguments),
        ["split"] = (self, arguments) => Splitting.Split(Text(self), arguments.Get<string>(0, "sep"), arguments.Get(1, "maxsplit", -1L)),
        ["rsplit"] = (self, arguments) => Splitting.SplitFromEnd(Text(self), arguments.Get<string>(0, "sep"), arguments.Get(1, "maxsplit", -1L)),
        ["splitlines"] = (self, arguments) => Splitting.Lines(Text(self), arguments.Get(0, "keepends", false)),
        ["partition"] = (self, arguments) => Splitting.Partition(Text(self), arguments.Require<string>(0, "sep"), fromEnd: false),
        ["rpartition"] = (self, arguments) => Splitting.Partition(Text(self), arguments.Require<string>(0, "sep"), fromEnd: true),
        ["join"] = Join,
        ["startswith"] = (self, arguments) => Searching.StartsOrEnds(Text(self), arguments, (text, part) => text.StartsWith(part, StringComparison.Ordinal)),
        ["endswith"] = (self, arguments) => Searching.StartsOrEnds(Text(self), arguments, (text, part) => text.EndsWith(part, StringComparison.Ordinal)),
        ["find"] = (self, arguments) => Searching.Find(Text(self), arguments, fromEnd: false),
        ["rfind"] = (self, arguments) => Searching.Find(Text(self), arguments, fromEnd: true),
        ["index"] = (self, arguments) => Searching.Index(Text(self), arguments, fromEnd: false),
        ["rindex"] = (self, arguments) => Searching.Index(Text(self), arguments, fromEnd: true),
        ["count"] = (self, arguments) => Searching.Count(Text(self), arguments),
        ["format"] = (self, arguments) => BraceFormat.Apply(Text(self), arguments),
        ["format_map"] = (self, arguments) => BraceFormat.Apply(
            Text(self), new TemplateArguments([], arguments.Require<IReadOnlyDictionary<string, object?>>(0, "mapping"))),
        ["zfill"] = (self, arguments) => ZeroFill(Text(self), arguments.Require<int>(0, "width"), arguments),
        ["ljust"] = (self, arguments) => Pad(Text(self), arguments, '<'),
        ["rjust"] = (self, arguments) => Pad(Text(self), arguments, '>'),
        ["center"] = (self, arguments) => Pad(Text(self), arguments, '^'),
        ["expandtabs"] = (self, arguments) => ExpandTabs(Text(self), arguments.Get(0, "tabsize", 8), arguments),
        ["isdigit"] = (self, _) => Every(self, char.IsDigit),
        ["isdecimal"] = (self, _) => Every(self, char.IsDigit),
        ["isnumeric"] = (self, _) => Every(self, char.IsNumber),
        ["isalpha"] = (self, _) => Every(self, char.IsLetter),
        ["isalnum"] = (self, _) => Every(self, c => char.IsLetter(c) || char.IsNumber(c)),
        ["isspace"] = (self, _) => Every(self, PythonString.IsBlank),
        ["isupper"] = (self, _) => Casing.IsAll(Text(self), UnicodeCategory.UppercaseLetter),
        ["islower"] = (self, _) => Casing.IsAll(Text(self), UnicodeCategory.LowercaseLetter),
        ["istitle"] = (self, _) => Text(self).Any(char.IsLetter) && Casing.Title(Text(self)) == Text(self),
        ["isidentifier"] = (self, _) => Every(self, c => char.IsLetterOrDigit(c) || c == '_') && !char.IsDigit(Text(self)[0]),
        ["isascii"] = (self, _) => Text(self).All(char.IsAscii),
    }.ToFrozenDictionary();

    public static string Trim(string text, string? characters, bool start, bool end)
    {
        bool Strips(char c) => characters is null ? PythonString.IsBlank(c) : characters.Contains(c, StringComparison.Ordinal);
        int from = 0, to = text.Length;
        while (start && from < to && Strips(text[from]))
            from++;
        while (end && to > from && Strips(text[to - 1]))
            to--;
        return text[from..to];
    }

    public static string Pad(string text, long width, string fill, char alignment, TemplateArguments arguments)
    {
        var missing = width - PythonString.Length(text);
        if (missing <= 0)
            return text;
        if (PythonString.Length(fill) != 1)
            throw TemplateException.Type("The fill character must be exactly one character long");
        arguments.CheckSize(width);
        // Python puts the odd blank of centred text on the left when both the rest and the width are odd.
        var left = alignment switch { '<' => 0, '>' => missing, _ => (missing / 2) + (missing & width & 1) };
        return string.Concat(Enumerable.Repeat(fill, (int)left)) + text + string.Concat(Enumerable.Repeat(fill, (int)(missing - left)));
    }

    private static string Text(object self) => (string)self;

    private static string Trim(object self, TemplateArguments arguments, bool start, bool end) =>
        Trim(Text(self), arguments.Get<string>(0, "chars"), start, end);

    private static string Pad(string text, TemplateArguments arguments, char alignment) =>
        Pad(text, arguments.Require<long>(0, "width"), arguments.Get(1, "fillchar", " ")!, alignment, arguments);

    private static string ZeroFill(string text, int width, TemplateArguments arguments)
    {
        arguments.CheckSize(width);
        return text is ['+' or '-', ..] ? text[0] + text[1..].PadLeft(Math.Max(width - 1, 0), '0') : text.PadLeft(Math.Max(width, 0), '0');
    }

    private static string ExpandTabs(string text, int size, TemplateArguments arguments)
    {
        arguments.CheckSize((double)text.Length * Math.Max(size, 1));
        var result = new System.Text.StringBuilder();
        var column = 0;
        foreach (var c in text)
        {
            var width = c == '\t' ? (size > 0 ? size - (column % size) : 0) : 1;
            result.Append(c == '\t' ? ' ' : c, width);
            column = c is '\n' or '\r' ? 0 : column + width;
        }

        return result.ToString();
    }

    private static string RemovePrefix(string text, string prefix) => text.StartsWith(prefix, StringComparison.Ordinal) ? text[prefix.Length..] : text;

    private static string RemoveSuffix(string text, string suffix) =>
        suffix.Length > 0 && text.EndsWith(suffix, StringComparison.Ordinal) ? text[..^suffix.Length] : text;

    private static bool Every(object self, Func<char, bool> test) => Text(self).Length > 0 && Text(self).All(test);

    private static string Join(object self, TemplateArguments arguments)
    {
        var parts = new List<string>();
        double size = 0;
        foreach (var item in Sequences.Iterate(arguments.Require(0, "iterable")))
        {
            parts.Add(item as string ?? throw TemplateException.Type(
                $"sequence item {parts.Count}: expected str instance, {TypeName.Of(item)} found"));
            size += parts[^1].Length + Text(self).Length;
        }

        arguments.CheckSize(size);
        return string.Join(Text(self), parts);
    }
}
