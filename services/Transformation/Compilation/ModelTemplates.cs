using ControlPlane.Templating;

namespace ControlPlane.Transformation.Compilation;

internal static class ModelTemplates
{
    /// <summary>A model that needs longer than this does not end by itself.</summary>
    public static TemplateOptions Options { get; } = new() { Limits = TemplateLimits.Default with { Duration = TimeSpan.FromSeconds(10) } };

    /// <summary>Whether a value in YAML is to be rendered.</summary>
    public static bool IsTemplate(string text) => text.Contains("{{", StringComparison.Ordinal) || text.Contains("{%", StringComparison.Ordinal);
}
