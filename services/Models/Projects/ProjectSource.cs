using ControlPlane.Models.Errors;
using ControlPlane.Models.Projects.Yaml;

namespace ControlPlane.Models.Projects;

/// <summary>dbt_project.yml as written.</summary>
internal static class ProjectSource
{
    public const string FileName = "dbt_project.yml";

    /// <param name="place">What goes before file names in errors: empty, or <c>dbt_packages/name/</c>.</param>
    public static YamlMap? Read(string folder, string place, ProjectErrors errors)
    {
        var file = Path.Combine(folder, FileName);
        var name = place + FileName;
        if (!File.Exists(file))
        {
            errors.Add(name, 0, $"There is no {FileName} in {(place.Length == 0 ? "the project's folder" : "the package's folder")}.", "Check the path of the folder.");
            return null;
        }
        var text = File.ReadAllText(file);
        if (text.AsSpan().Trim().IsEmpty) errors.Add(name, 1, "The file is empty.", "Start it with 'name:'.");
        if (YamlFile.ReadMap(name, text, errors) is not { } raw) return null;
        if (raw.ContainsKey("tests"))
        {
            if (raw.ContainsKey("data_tests")) errors.Add(name, raw.LineOf("tests"), "Both 'tests' and 'data_tests' are given.", "Move what 'tests' holds to 'data_tests'.");
            else raw.Put("data_tests", raw["tests"], raw.LineOf("tests"));
            raw.Remove("tests");
        }
        return raw;
    }
}
