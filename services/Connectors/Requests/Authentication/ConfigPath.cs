using ControlPlane.Connectors.Interpolation;

namespace ControlPlane.Connectors.Requests.Authentication;

/// <summary>Reads single values of a config by path.</summary>
internal static class ConfigPath
{
    /// <summary>Null when the path leads nowhere or to nothing.</summary>
    public static string? Text(Scope scope, IReadOnlyList<string> path)
    {
        var value = scope.Variables.GetValueOrDefault("config");
        foreach (var name in path) value = value is IReadOnlyDictionary<string, object?> map && map.TryGetValue(name, out var next) ? next : null;
        return value is null ? null : TemplateValues.ToText(value);
    }
}
