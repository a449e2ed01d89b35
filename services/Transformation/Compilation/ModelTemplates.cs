using ControlPlane.Templating;

namespace ControlPlane.Transformation.Compilation;

internal static class ModelTemplates
{
    /// <summary>A model that needs longer than this does not end by itself.</summary>
    public static TemplateOptions Options { get; } = new() { Limits = TemplateLimits.Default with { Duration = TimeSpan.FromSeconds(10) } };
}
