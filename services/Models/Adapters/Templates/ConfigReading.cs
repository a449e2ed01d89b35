using ControlPlane.Templating;

namespace ControlPlane.Models.Adapters;

/// <summary>Reads a value out of what templates pass as a configuration: a mapping, or an object with <c>get</c>.</summary>
internal static class ConfigReading
{
    public static object? Get(object? config, string key) => config switch
    {
        IReadOnlyDictionary<string, object?> values => values.GetValueOrDefault(key),
        ITemplateObject other when other.TryGetMember("get", out var get) && get is TemplateFunction function => function(new TemplateArguments([key])),
        ITemplateObject other when other.TryGetMember(key, out var value) => value,
        _ => null,
    };
}
