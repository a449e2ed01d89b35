using ControlPlane.Models.Errors;
using ControlPlane.Models.Projects.Yaml;

namespace ControlPlane.Models.Runs.Sessions;

/// <summary>A mapping written as YAML outside of any file: <c>--vars</c>, <c>--args</c>.</summary>
public static class YamlMapping
{
    /// <param name="option">For errors.</param>
    /// <exception cref="RunException">It is no mapping.</exception>
    public static IReadOnlyDictionary<string, object?> Read(string? text, string option)
    {
        if (string.IsNullOrWhiteSpace(text)) return new Dictionary<string, object?>(StringComparer.Ordinal);
        var errors = new ProjectErrors();
        return YamlFile.Read(option, text, errors) as IReadOnlyDictionary<string, object?>
            ?? throw new RunException($"The {option} argument must be a YAML mapping, as '{{name: value}}'; got: {text}", "Usage");
    }
}
