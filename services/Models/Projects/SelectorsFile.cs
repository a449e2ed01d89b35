using ControlPlane.Models.Errors;
using ControlPlane.Models.Jinja;
using ControlPlane.Models.Projects.Yaml;

namespace ControlPlane.Models.Projects;

/// <summary>selectors.yml, rendered; what its definitions mean is decided by those who select.</summary>
internal static class SelectorsFile
{
    private const string Name = "selectors.yml";

    public static IReadOnlyList<object?> Read(string folder, YamlScope scope, ConfigRendering rendering, ProjectErrors errors)
    {
        var file = Path.Combine(folder, Name);
        if (!File.Exists(file) || YamlFile.ReadMap(Name, File.ReadAllText(file), errors) is not { } raw) return [];
        var selectors = rendering.Render(raw.GetValueOrDefault("selectors"), scope, Name, raw.LineOf("selectors"));
        if (selectors is null) return [];
        if (selectors is List<object?> list && list.TrueForAll(each => each is Dictionary<string, object?> map && map.ContainsKey("name") && map.ContainsKey("definition"))) return list;
        errors.Add(Name, raw.LineOf("selectors"), "'selectors' is not a list of selectors.", "Give each a 'name' and a 'definition'.");
        return [];
    }
}
