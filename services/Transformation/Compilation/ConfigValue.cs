using ControlPlane.Templating;
using ControlPlane.Transformation.Projects;

namespace ControlPlane.Transformation.Compilation;

/// <summary><c>config(...)</c>, <c>config.get</c> and <c>config.require</c> in a model; what a model says itself goes before everything else.</summary>
internal sealed class ConfigValue(Dictionary<string, object?> settings) : ITemplateObject
{
    public bool IsCallable => true;

    public object? Call(TemplateArguments arguments)
    {
        foreach (var positional in arguments.Positional)
            ConfigMerge.Into(settings, positional as IReadOnlyDictionary<string, object?> ?? throw new TemplateException("config takes settings by name or one mapping"));
        ConfigMerge.Into(settings, arguments.Named);
        return "";
    }

    public bool TryGetMember(string name, out object? value)
    {
        value = name switch
        {
            "get" or "meta_get" => (TemplateFunction)(arguments => settings.GetValueOrDefault(arguments.Require<string>(0, "name")) ?? arguments[1, "default"]),
            "require" => (TemplateFunction)(arguments => settings.GetValueOrDefault(arguments.Require<string>(0, "name"))
                ?? throw new TemplateException($"config '{arguments[0, "name"]}' is required and not set")),
            _ => null,
        };
        return value is not null;
    }
}
