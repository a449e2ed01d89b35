using System.Text.RegularExpressions;
using ControlPlane.Models.Jinja.Values;
using ControlPlane.Templating;
using ControlPlane.Templating.Values;
using static ControlPlane.Models.Jinja.Context.Modules;

namespace ControlPlane.Models.Jinja.Context;

/// <summary><c>modules.re</c>, with Python's syntax for names and replacements.</summary>
internal static partial class RegexModule
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    public static MemberMap All { get; } = Module("<module 're'>", new()
    {
        ["compile"] = Function(arguments => Compiled(Pattern(arguments, 1))),
        ["match"] = Function(arguments => Found(Match(Pattern(arguments, 2), Text(arguments, 1), "start"))),
        ["fullmatch"] = Function(arguments => Found(Match(Pattern(arguments, 2), Text(arguments, 1), "full"))),
        ["search"] = Function(arguments => Found(Match(Pattern(arguments, 2), Text(arguments, 1), "any"))),
        ["findall"] = Function(arguments => FindAll(Pattern(arguments, 2), Text(arguments, 1))),
        ["finditer"] = Function(arguments => Pattern(arguments, 2).Matches(Text(arguments, 1)).Select(Found).ToList()),
        ["split"] = Function(arguments => Split(Pattern(arguments, 3), Text(arguments, 1), arguments.Get(2, "maxsplit", 0))),
        ["sub"] = Function(arguments => Replace(Pattern(arguments, 4), arguments[1, "repl"], Text(arguments, 2), arguments.Get(3, "count", 0))),
        ["escape"] = Function(arguments => Special().Replace(arguments.Require<string>(0, "pattern"), @"\$0")),
        ["IGNORECASE"] = (long)RegexOptions.IgnoreCase,
        ["I"] = (long)RegexOptions.IgnoreCase,
        ["MULTILINE"] = (long)RegexOptions.Multiline,
        ["M"] = (long)RegexOptions.Multiline,
        ["DOTALL"] = (long)RegexOptions.Singleline,
        ["S"] = (long)RegexOptions.Singleline,
        ["VERBOSE"] = (long)RegexOptions.IgnorePatternWhitespace,
        ["X"] = (long)RegexOptions.IgnorePatternWhitespace,
    });

    private static Regex Pattern(TemplateArguments arguments, int flags) => arguments[0, "pattern"] switch
    {
        CompiledPattern compiled => compiled.Regex,
        _ => new Regex(
            arguments.Require<string>(0, "pattern").Replace("(?P<", "(?<", StringComparison.Ordinal).Replace("(?P=", @"\k<", StringComparison.Ordinal),
            RegexOptions.CultureInvariant | (RegexOptions)arguments.Get(flags, "flags", 0L),
            Timeout),
    };

    private static string Text(TemplateArguments arguments, int index) => arguments.Require<string>(index, "string");

    private static Match Match(Regex regex, string text, string where) => where switch
    {
        "any" => regex.Match(text),
        "full" => new Regex($@"\A(?:{regex})\z", regex.Options, Timeout).Match(text),
        _ => new Regex($@"\A(?:{regex})", regex.Options, Timeout).Match(text),
    };

    private static List<object?> FindAll(Regex regex, string text) => [.. regex.Matches(text).Select(match => match.Groups.Count switch
    {
        1 => match.Value,
        2 => match.Groups[1].Value,
        _ => (object?)TemplateValue.Tuple([.. match.Groups.Values.Skip(1).Select(group => group.Value)]),
    })];

    private static List<object?> Split(Regex regex, string text, int limit) => [.. regex.Split(text, limit == 0 ? 0 : limit + 1)];

    private static string Replace(Regex regex, object? by, string text, int count) => by switch
    {
        TemplateFunction function => regex.Replace(text, match => PythonText.Str(function(new TemplateArguments([Found(match)]))), count == 0 ? -1 : count),
        _ => regex.Replace(text, Replacement(PythonText.Str(by)), count == 0 ? -1 : count),
    };

    /// <summary><c>\1</c> and <c>\g&lt;name&gt;</c> as .NET writes them.</summary>
    private static string Replacement(string text) =>
        Groups().Replace(text.Replace("$", "$$", StringComparison.Ordinal), match => "${" + match.Groups[1].Value + match.Groups[2].Value + "}");

    private static MemberMap? Found(Match match) => !match.Success ? null : Module($"<re.Match object; match={PythonText.Repr(match.Value)}>", new()
    {
        ["group"] = Function(arguments => arguments.Positional.Count switch
        {
            0 => match.Value,
            1 => Group(match, arguments.Positional[0]),
            _ => TemplateValue.Tuple([.. arguments.Positional.Select(group => Group(match, group))]),
        }),
        ["groups"] = Function(_ => TemplateValue.Tuple([.. match.Groups.Values.Skip(1).Select(Value)])),
        ["groupdict"] = Function(_ => new DictValue(match.Groups.Values.Where(group => !char.IsAsciiDigit(group.Name[0])).Select(group => KeyValuePair.Create(group.Name, Value(group))))),
        ["start"] = Function(_ => (long)match.Index),
        ["end"] = Function(_ => (long)match.Index + match.Length),
        ["span"] = Function(_ => TemplateValue.Tuple((long)match.Index, (long)match.Index + match.Length)),
    });

    private static object? Value(Group group) => group.Success ? group.Value : null;

    private static string? Group(Match match, object? key)
    {
        var group = key is string name ? match.Groups[name] : match.Groups[Convert.ToInt32(key, System.Globalization.CultureInfo.InvariantCulture)];
        return group.Success ? group.Value : null;
    }

    private static CompiledPattern Compiled(Regex regex) => new(regex);

    [GeneratedRegex(@"\\(?:g<(\w+)>|(\d+))")]
    private static partial Regex Groups();

    [GeneratedRegex(@"[^A-Za-z0-9_]")]
    private static partial Regex Special();

    /// <summary>What <c>re.compile</c> gives; its methods take the arguments of the module's functions but the pattern.</summary>
    private sealed class CompiledPattern(Regex regex) : ITemplateObject
    {
        public Regex Regex => regex;

        public bool TryGetMember(string name, out object? value)
        {
            value = name == "pattern" ? regex.ToString() : null;
            if (name is not "compile" and not "escape" && All.TryGetMember(name, out var member) && member is TemplateFunction function)
                value = (TemplateFunction)(arguments => function(new TemplateArguments([this, .. arguments.Positional], arguments.Named)));
            return value is not null;
        }

        public override string ToString() => $"re.compile({PythonText.Repr(regex.ToString())})";
    }
}
