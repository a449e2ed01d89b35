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
        return Render(value, new YamlNames(scope, secrets), scope, place, native, key: null);
    }

    public (string Text, IReadOnlyList<string> DocBlocks) RenderDescription(string text, string package, Manifest manifest, string place)
    {
        if (!JinjaOptions.IsTemplate(text))
            return (text, []);
        List<string> used = [];
        var names = new YamlNames(new YamlScope(manifest.Invocation, new ProjectVars(manifest.Projects, manifest.Invocation).Of(manifest.Projects.Root.Name), manifest.Projects.Target), secrets: false);
        names.Add("doc", arguments =>
        {
            var block = DocBlocks.Find(manifest, package, arguments, place);
            if (!used.Contains(block.UniqueId)) used.Add(block.UniqueId);
            return block.Contents;
        });
        return (Template.Parse(text, place, JinjaOptions.Run).Render(names.All), used);
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
            var value = native ? template.RenderNative(names.All) : template.Render(names.All, JinjaOptions.Run);
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

    /// <summary>What templates in YAML can call.</summary>
    private sealed class YamlNames
    {
        private readonly Dictionary<string, object?> _names;

        public YamlNames(YamlScope scope, bool secrets)
        {
            var invocation = scope.Invocation;
            _names = new Dictionary<string, object?>(BaseMembers.Functions, StringComparer.Ordinal)
            {
                ["var"] = new YamlVar(scope.Vars),
                ["run_started_at"] = invocation.StartedAt,
                ["invocation_id"] = invocation.Id.ToString(),
                ["flags"] = new Templating.Values.DictValue(new Dictionary<string, object?> { ["WHICH"] = invocation.Command, ["FULL_REFRESH"] = invocation.FullRefresh ?? false }),
            };
            Add("env_var", arguments => EnvVar(scope, arguments, secrets));
            Add("log", _ => "");
            Add("print", _ => "");
            if (scope.Target is not { } target)
                return;
            _names["target"] = new Dictionary<string, object?>(PublicSettings(target.Settings), StringComparer.Ordinal)
            {
                ["name"] = target.TargetName,
                ["target_name"] = target.TargetName,
                ["profile_name"] = target.ProfileName,
                ["type"] = target.Type,
                ["schema"] = target.Schema,
                ["database"] = target.Database,
                ["threads"] = (long)target.Threads,
            };
        }

        public IReadOnlyDictionary<string, object?> All => _names;

        public void Add(string name, TemplateFunction function) => _names[name] = function;

        private static string EnvVar(YamlScope scope, TemplateArguments arguments, bool secrets)
        {
            var name = arguments.Require<string>(0, "var");
            if (!name.StartsWith(EnvironmentVariables.SecretPrefix, StringComparison.Ordinal) || !secrets)
                return EnvironmentVariables.Read(scope.Invocation, arguments);

            // The value comes in after rendering, so that no filter can show a part of it.
            return scope.Invocation.Environment.ContainsKey(name)
                ? SecretStart + name + SecretEnd
                : EnvironmentVariables.ReadAny(scope.Invocation, name, arguments[1, "default"]);
        }

        private static IEnumerable<KeyValuePair<string, object?>> PublicSettings(IReadOnlyDictionary<string, object?> settings) =>
            settings.Where(pair => pair.Value is string or long or bool && !SecretSettings.IsMatch(pair.Key));

        private static Regex SecretSettings { get; } = SecretNames();
    }

    [GeneratedRegex("pass|token|secret|private|key|credential", RegexOptions.IgnoreCase)]
    private static partial Regex SecretNames();
}
