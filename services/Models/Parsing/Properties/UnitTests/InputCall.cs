using System.Globalization;
using System.Text.RegularExpressions;
using ControlPlane.Models.Manifests;

namespace ControlPlane.Models.Parsing.Properties.UnitTests;

/// <summary>A ref or source written out, as inputs, foreign keys and snapshots in YAML name what they mean.</summary>
internal static partial class InputCall
{
    /// <summary>Null for anything but a ref with literal arguments.</summary>
    public static RefArgs? Read(string text)
    {
        if (Call().Match(text) is not { Success: true } match || match.Groups["name"].Value != "ref") return null;
        var names = Names(match);
        var version = match.Groups["version"] is { Success: true } given ? Version(given.Value) : null;
        return names.Count switch
        {
            1 => new RefArgs(names[0], null, version),
            2 => new RefArgs(names[1], names[0], version),
            _ => null,
        };
    }

    public static IReadOnlyList<string>? ReadSource(string text) =>
        Call().Match(text) is { Success: true } match && match.Groups["name"].Value == "source" && Names(match) is { Count: 2 } names ? names : null;

    private static List<string> Names(Match match) => [.. match.Groups["argument"].Captures.Select(capture => capture.Value[1..^1])];

    private static object Version(string text) =>
        text[0] is '\'' or '"' ? text[1..^1] : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var whole) ? whole : double.Parse(text, CultureInfo.InvariantCulture);

    [GeneratedRegex("""^\s*(?<name>ref|source)\s*\(\s*(?<argument>'[^']*'|"[^"]*")(\s*,\s*(?<argument>'[^']*'|"[^"]*"))?(\s*,\s*(v|version)\s*=\s*(?<version>'[^']*'|"[^"]*"|[0-9.]+))?\s*\)\s*$""", RegexOptions.ExplicitCapture)]
    private static partial Regex Call();
}
