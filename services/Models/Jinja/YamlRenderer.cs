using System.Text.RegularExpressions;
using ControlPlane.Models.Jinja.Context;
using ControlPlane.Models.Jinja.Values;
using ControlPlane.Models.Manifests;
using ControlPlane.Models.Projects;
using ControlPlane.Templating;

namespace ControlPlane.Models.Jinja;

public sealed partial class YamlRenderer : IYamlRenderer
{
    private const string SecretStart = "$$$DBT_SECRET_START$$$";
    private const string SecretEnd = "$$$DBT_SECRET_END$$$";

    public object? Render(object? value, YamlScope scope, string place, bool native = true)
    {
        var file = place.Split(' ', ':')[0];
        var secrets = file.EndsWith("profiles.yml", StringComparison.Ordinal) || file.EndsWith("packages.yml", StringComparison.Ordinal);
        return Render(value, new YamlNames(scope, secrets ? name => $"{SecretStart}{name}{SecretEnd}" : null), scope, place, native, key: null);
    }

    public (string Text, IReadOnlyList<string> DocBlocks) RenderDescription(string text, string package, Manifest manifest, string place)
    {
        if (!JinjaOptions.IsTemplate(text))
            return (text, []);
        List<string> used = [];
        var vars = new ProjectVars(manifest.Projects, manifest.Invocation).Of(manifest.Projects.Root.Name);
        var names = new YamlNames(new YamlScope(manifest.Invocation, vars, manifest.Projects.Target) { Inputs = manifest.Trace.Inputs });
        names.Add("doc", arguments =>
        {
            var block = DocBlocks.Find(manifest, package, arguments, place);
            if (!used.Contains(block.UniqueId)) used.Add(block.UniqueId);
            return block.Contents;
        });
        return (Template.Parse(text, place, JinjaOptions.Run).Render(names), used);
    }

    private static object? Render(object? value, YamlNames names, YamlScope scope, string place, bool native, string? key)
    {
        switch (value)
        {
            case IReadOnlyDictionary<string, object?> map:
                var rendered = new Dictionary<string, object?>(map.Count, StringComparer.Ordinal);
                foreach (var (name, item) in map) rendered[name] = Render(item, names, scope, place, native, name);
                return rendered;
            case IReadOnlyList<object?> list:
                return list.Select(item => Render(item, names, scope, place, native, key)).ToList();
            case string text when JinjaOptions.IsTemplate(text):
                return Text(text, names, scope, place, native, key);
            case DateOnly or DateTime or DateTimeOffset:
                return Templating.Values.PythonText.Str(value).Replace(' ', 'T');
            default:
                return value;
        }
    }

    private static object? Text(string text, YamlNames names, YamlScope scope, string place, bool native, string? key)
    {
        try
        {
            var template = Template.Parse(text, place, JinjaOptions.Native);
            var value = native ? template.RenderNative(names) : template.Render(names, JinjaOptions.Run);
            return value is string result ? Secret().Replace(result, match => scope.Invocation.Environment[match.Groups[1].Value]) : value;
        }
        catch (TemplateException) when (key is "password" or "pass")
        {
            // Passwords may look like templates that they are not.
            return text;
        }
        catch (TemplateException error)
        {
            throw error.Reworded($"Could not render {text.Trim()}: {error.Problem}");
        }
    }

    [GeneratedRegex(@"\$\$\$DBT_SECRET_START\$\$\$(\w+)\$\$\$DBT_SECRET_END\$\$\$")]
    private static partial Regex Secret();
}
