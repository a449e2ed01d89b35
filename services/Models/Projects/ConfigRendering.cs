using System.Globalization;
using ControlPlane.Models.Errors;
using ControlPlane.Models.Jinja;
using ControlPlane.Templating;

namespace ControlPlane.Models.Projects;

/// <summary>Renders the values of project files; a text without a template is taken as it is.</summary>
internal sealed class ConfigRendering(IYamlRenderer renderer, ProjectErrors errors)
{
    private static readonly string[] Hooks = ["pre-hook", "post-hook", "pre_hook", "post_hook"];

    /// <summary>A value with every text inside it rendered. Errors are gathered; the text stands as it is then.</summary>
    public object? Render(object? value, YamlScope scope, string file, int line) => value switch
    {
        string text => HasTemplate(text) ? RenderText(text, scope, file, line) : JinjaOptions.WithoutTags(text),
        List<object?> list => list.Select(each => Render(each, scope, file, line)).ToList(),
        Dictionary<string, object?> map => map.ToDictionary(pair => pair.Key, pair => Render(pair.Value, scope, file, LineOf(map, pair.Key, line)), StringComparer.Ordinal),
        DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateTime or DateTimeOffset => Templating.Values.PythonText.Str(value).Replace(' ', 'T'),
        _ => value,
    };

    /// <summary>The tree under <c>models:</c> and the like: hooks are left to be rendered when they run.</summary>
    public Dictionary<string, object?> RenderConfigs(Dictionary<string, object?> tree, YamlScope scope, string file, int line)
    {
        var rendered = new Dictionary<string, object?>(tree.Count, StringComparer.Ordinal);
        foreach (var (key, value) in tree)
        {
            var at = LineOf(tree, key, line);
            rendered[key] = Hooks.Contains(key.TrimStart('+', ' ')) ? value
                : value is Dictionary<string, object?> below ? RenderConfigs(below, scope, file, at)
                : Render(value, scope, file, at);
        }
        return rendered;
    }

    public static bool HasTemplate(string text) =>
        text.Contains("{{", StringComparison.Ordinal) || text.Contains("{%", StringComparison.Ordinal) || text.Contains("{#", StringComparison.Ordinal);

    private object? RenderText(string text, YamlScope scope, string file, int line)
    {
        try
        {
            return renderer.Render(text, scope, file);
        }
        catch (TemplateException exception)
        {
            errors.Add(file, line, $"Jinja: {exception.Problem.TrimEnd('.')}.", "Correct the template, or give what it asks for.");
            return text;
        }
    }

    private static int LineOf(Dictionary<string, object?> map, string key, int otherwise) => map is Yaml.YamlMap known ? known.LineOf(key) : otherwise;
}
