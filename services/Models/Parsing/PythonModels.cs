using System.Globalization;
using System.Text.RegularExpressions;
using ControlPlane.Models.Jinja;
using ControlPlane.Models.Manifests;
using ControlPlane.Templating;

namespace ControlPlane.Models.Parsing;

/// <summary>What a model in Python calls of <c>dbt</c>, with literals as arguments: its place in the graph. Such models are not run here.</summary>
internal static partial class PythonModels
{
    public static NodeCapture Read(ManifestNode node)
    {
        var capture = new NodeCapture();
        foreach (Match call in Call().Matches(node.RawCode))
        {
            var line = node.RawCode.AsSpan(node.RawCode.AsSpan(0, call.Index).LastIndexOf('\n') + 1, call.Index - node.RawCode.AsSpan(0, call.Index).LastIndexOf('\n') - 1);
            if (line.Contains('#')) continue;
            var (texts, named) = Arguments(call.Groups[2].Value);
            switch (call.Groups[1].Value)
            {
                case "ref" when texts.Count > 0:
                    capture.Refs.Add(new RefArgs(texts[^1] as string ?? "", texts.Count > 1 ? texts[0] as string : null, named.GetValueOrDefault("v") ?? named.GetValueOrDefault("version")));
                    break;
                case "source" when texts is [string source, string table]:
                    capture.Sources.Add([source, table]);
                    break;
                case "config":
                    foreach (var (key, value) in named) capture.Config[key] = value;
                    break;
            }
        }
        return capture;
    }

    private static (List<object?> Positional, Dictionary<string, object?> Named) Arguments(string text)
    {
        var positional = new List<object?>();
        var named = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (Match match in Argument().Matches(text))
        {
            var value = Literal(match.Groups[2].Value);
            if (match.Groups[1].Success) named[match.Groups[1].Value] = value;
            else positional.Add(value);
        }
        return (positional, named);
    }

    private static object? Literal(string text) => text switch
    {
        "None" => null,
        "True" => true,
        "False" => false,
        ['[', .. var items, ']'] => Arguments(items).Positional,
        ['"' or '\'', .. var quoted, _] => quoted,
        _ => long.TryParse(text, CultureInfo.InvariantCulture, out var whole) ? whole : double.TryParse(text, CultureInfo.InvariantCulture, out var real) ? real
            : throw new TemplateException($"'{text}' is not a literal, as the arguments of dbt.ref, dbt.source and dbt.config have to be"),
    };

    [GeneratedRegex(@"\bdbt\.(ref|source|config)\(((?:[^()""']|""[^""]*""|'[^']*')*)\)")]
    private static partial Regex Call();

    [GeneratedRegex(@"(?:(\w+)\s*=\s*)?(""[^""]*""|'[^']*'|\[[^\]]*\]|[^\s,=]+)")]
    private static partial Regex Argument();
}
