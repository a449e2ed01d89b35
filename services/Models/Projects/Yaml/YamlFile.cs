using ControlPlane.Models.Errors;
using YamlDotNet.Core;

namespace ControlPlane.Models.Projects.Yaml;

/// <summary>YAML files as PyYAML's SafeLoader reads them.</summary>
internal static class YamlFile
{
    /// <summary>The mapping at the top of a file; null when the file is empty or invalid, which is then among the errors.</summary>
    public static YamlMap? ReadMap(string file, string text, ProjectErrors errors, ICollection<ProjectError>? warnings = null)
    {
        switch (Read(file, text, errors, warnings))
        {
            case YamlMap map:
                return map;
            case null:
                return null;
            default:
                errors.Add(file, 1, "The file is not a YAML mapping.", "Start it with keys such as 'version: 2' and 'models:'.");
                return null;
        }
    }

    /// <summary>
    /// What a file holds: null, bool, long, double, string, DateOnly, DateTime, DateTimeOffset, <c>List&lt;object?&gt;</c> or <see cref="YamlMap"/>.
    /// A key that is written twice counts as last written and is among the warnings.
    /// </summary>
    public static object? Read(string file, string text, ProjectErrors errors, ICollection<ProjectError>? warnings = null)
    {
        try
        {
            text = text.TrimStart('\uFEFF');
            var reader = new YamlReader(new Parser(new Scanner(new StringReader(text), skipComments: true)));
            var value = reader.Read();
            foreach (var (key, line) in reader.Duplicates)
                warnings?.Add(new ProjectError(file, line, $"The key '{key}' is written twice in one mapping; the last one counts.", "Remove one of the two."));
            return value;
        }
        catch (YamlException exception)
        {
            var message = exception.InnerException?.Message ?? exception.Message;
            errors.Add(file, (int)exception.Start.Line, $"Invalid YAML: {message.TrimEnd('.')}.", Advice(text, (int)exception.Start.Line));
            return null;
        }
    }

    private static string Advice(string text, int line)
    {
        var offending = text.Split('\n').ElementAtOrDefault(line - 1) ?? "";
        if (offending.Contains("{{", StringComparison.Ordinal)) return "Put quotes around a value that starts with '{{'.";
        return offending.Contains('\t', StringComparison.Ordinal) ? "Indent with blanks rather than tabs." : "Check the indentation and the quotes around this line.";
    }
}
