using System.Text.RegularExpressions;
using ControlPlane.Models.Jinja;
using ControlPlane.Models.Jinja.Parsing;
using ControlPlane.Models.Manifests;
using ControlPlane.Templating;

namespace ControlPlane.Models.Parsing.Python;

/// <summary>What a model in Python calls of <c>dbt</c>, with literals as arguments: its place in the graph and its configuration. Such models are not run here.</summary>
internal static partial class PythonModels
{
    private const string KeysUsed = "config_keys_used", KeyDefaults = "config_keys_defaults";

    public static NodeCapture Read(ManifestNode node)
    {
        var capture = new NodeCapture();
        var source = new PythonSource(node.RawCode);
        var models = Model().Count(source.Code);
        if (models != 1 && !string.IsNullOrWhiteSpace(source.Code)) throw new TemplateException($"dbt allows exactly one model defined per python file, found {models}");
        if (JinjaOptions.IsTemplate(source.Code)) throw new TemplateException("No jinja in python model code is allowed");
        var (keys, defaults) = (new List<object?>(), new List<object?>());
        foreach (var call in source.Calls())
        {
            switch (call.Name)
            {
                case "ref":
                    capture.Refs.Add(Ref(call));
                    break;
                case "source":
                    capture.Sources.Add(call.Positional is [string name, string table] ? [name, table] : throw new TemplateException("dbt.source() takes the name of a source and of one of its tables"));
                    break;
                case "config":
                    foreach (var (key, value) in ConfigMerge.WithHookNames(call.Named)) ConfigMerge.Add(capture.Config, key, value);
                    break;
                default:
                    if (call.Positional.Count == 0) throw new TemplateException("dbt.config.get() requires at least one argument");
                    if (call.Positional.Count > 2) throw new TemplateException($"dbt.config.get() takes at most 2 arguments ({call.Positional.Count} given)");
                    keys.Add(call.Positional[0]);
                    defaults.Add(call.Positional.Count > 1 ? call.Positional[1] : null);
                    break;
            }
        }
        if (keys.Count > 0) (capture.Config[KeysUsed], capture.Config[KeyDefaults]) = (keys, defaults);
        return capture;
    }

    private static RefArgs Ref(PythonCall call)
    {
        var version = call.Named.GetValueOrDefault("v") ?? call.Named.GetValueOrDefault("version");
        return call.Positional switch
        {
            [string name] => new(name, null, version),
            [string package, string name] => new(name, package, version),
            _ => throw new TemplateException("dbt.ref() takes the name of a model, or a package and the name"),
        };
    }

    [GeneratedRegex(@"^\s*def\s+model\s*\(", RegexOptions.Multiline)]
    private static partial Regex Model();
}
