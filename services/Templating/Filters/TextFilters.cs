using System.Text.RegularExpressions;
using ControlPlane.Templating.Methods;
using ControlPlane.Templating.Values;

namespace ControlPlane.Templating.Filters;

/// <summary>Filters from text to text.</summary>
internal static partial class TextFilters
{
    public static Dictionary<string, TemplateFilter> All { get; } = new()
    {
        ["upper"] = (value, _) => Text(value).ToUpperInvariant(),
        ["lower"] = (value, _) => Text(value).ToLowerInvariant(),
        ["capitalize"] = (value, _) => Casing.Capitalise(Text(value)),
        ["title"] = (value, _) => TitleWords().Replace(Text(value), match => Casing.Capitalise(match.Value)),
        ["trim"] = (value, arguments) => StringMethods.Trim(Text(value), arguments.Get<string>(0, "chars"), start: true, end: true),
        ["replace"] = (value, arguments) => Replacing.Replace(
            Text(value), Text(arguments.Require(0, "old")), Text(arguments.Require(1, "new")), arguments[2, "count"] is null ? -1 : arguments.Get(2, "count", -1L), arguments),
        ["string"] = (value, _) => Text(value),
        ["format"] = (value, arguments) => PercentFormat.Apply(
            Text(value), arguments.Named.Count > 0 ? arguments.Named : new TupleValue(arguments.Positional), arguments.Limits),
        ["wordcount"] = (value, _) => (long)Words().Count(Text(value)),
        ["striptags"] = (value, _) => string.Join(' ', Tags().Replace(Comments().Replace(Text(value), ""), "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)) is var plain
            ? System.Net.WebUtility.HtmlDecode(plain)
            : "",
        ["pprint"] = (value, _) => PythonText.Repr(value),
        ["default"] = Default,
        ["d"] = Default,
    };

    public static string Text(object? value) => PythonText.Str(value);

    private static object? Default(object? value, TemplateArguments arguments) =>
        value is Undefined || (arguments.Get(1, "boolean", false) && !Truth.Of(value))
            ? arguments.TryGet(0, "default_value", out var fallback) ? fallback : ""
            : value;

    [GeneratedRegex(@"[^-\s({\[<]+")]
    private static partial Regex TitleWords();

    [GeneratedRegex(@"\w+")]
    private static partial Regex Words();

    [GeneratedRegex(@"<!--.*?-->", RegexOptions.Singleline)]
    private static partial Regex Comments();

    [GeneratedRegex(@"<.*?>", RegexOptions.Singleline)]
    private static partial Regex Tags();
}
