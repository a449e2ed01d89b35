using ControlPlane.Models.Jinja.Context;
using ControlPlane.Templating;
using ControlPlane.Templating.Values;

namespace ControlPlane.Models.Jinja.Parsing;

/// <summary><c>config</c> while a project is parsed: calls are merged; <c>config.get</c> gives an empty text, as nothing is decided yet.</summary>
internal sealed class ParseConfig(NodeCapture capture, RenderContext context) : ITemplateObject
{
    /// <summary>The flag with which arguments are compared as written; without it, as the reference does, as rendered.</summary>
    private const string AsWritten = "state_modified_compare_more_unrendered_values";

    public bool IsCallable => true;

    public bool TryGetMember(string name, out object? value)
    {
        TemplateFunction? method = name switch
        {
            "set" => arguments => Add(new Dictionary<string, object?>(StringComparer.Ordinal) { [arguments.Require<string>(0, "name")] = arguments[1, "value"] }),
            "get" or "require" or "meta_get" or "meta_require" => _ => "",
            "persist_relation_docs" or "persist_column_docs" => _ => false,
            _ => null,
        };
        value = method;
        return method is not null;
    }

    public object? Call(TemplateArguments arguments) => (arguments.Positional, arguments.Named.Count) switch
    {
        ([IReadOnlyDictionary<string, object?> only], 0) => Add(only),
        ([], > 0) => Add(arguments.Named),
        _ => throw new TemplateException("Invalid inline model config"),
    };

    private string Add(IReadOnlyDictionary<string, object?> options)
    {
        foreach (var (key, value) in ConfigMerge.WithHookNames(options)) ConfigMerge.Add(capture.Config, key, Plain(value));
        if (TemplateValue.IsTrue(context.Project.Projects.Root.Flags.GetValueOrDefault(AsWritten)))
        {
            foreach (var (key, text) in UnrenderedConfig.Of(context.Node?.RawCode)) capture.UnrenderedConfig[key] = text;
        }
        else
        {
            foreach (var (key, value) in capture.Config) capture.UnrenderedConfig[key] = value;
        }

        return "";
    }

    /// <summary>Values as configurations hold them: dictionaries with keys that are text, lists, no undefined values.</summary>
    private static object? Plain(object? value) => value switch
    {
        null or bool or long or double or string => value,
        IReadOnlyDictionary<string, object?> map => map.ToDictionary(pair => pair.Key, pair => Plain(pair.Value), StringComparer.Ordinal),
        IReadOnlyList<object?> list => list.Select(Plain).ToList(),
        SetValue set => set.Select(Plain).ToList(),
        Undefined => null,
        _ => PythonText.Str(value),
    };
}
