using ControlPlane.Models.Errors;
using ControlPlane.Models.Jinja.Macros;
using ControlPlane.Models.Manifests;
using ControlPlane.Models.Projects;

namespace ControlPlane.Models.Parsing;

/// <summary>Reads the macros of all packages, the engine's own among them.</summary>
internal static class MacroFiles
{
    public static void Read(ParseState state, IReadOnlyDictionary<string, ProjectFiles> files)
    {
        foreach (var project in state.Projects.All)
        {
            if (project.IsInternal)
            {
                foreach (var macro in EmbeddedMacros.Of(project.Name)) Add(state, macro, macro.OriginalFilePath);
                continue;
            }
            foreach (var file in files[project.Name].Macros.Concat(files[project.Name].GenericTests))
            {
                if (state.Limits.Allows(file, state)) Add(state, project, file.OriginalFilePath, file.Text);
            }
        }
        state.Try("macros", () => state.Blocks.LinkMacros(state.Manifest, state.Adapter.Traits));
    }

    private static void Add(ParseState state, Project project, string path, string text)
    {
        var place = state.Place(project, path);
        state.Try(place, () =>
        {
            foreach (var macro in state.Blocks.Macros(text, project.Name, path, path)) Add(state, macro, place);
        });
    }

    private static void Add(ParseState state, Macro macro, string place)
    {
        macro.CreatedAt = state.Now;
        if (state.NamesMacroArguments) macro.Arguments = [.. macro.Definition.Parameters.Select(Argument)];
        if (!state.Manifest.Macros.TryAdd(macro.UniqueId, macro)) Duplicate(state.Errors, place, macro, state.Manifest.Macros[macro.UniqueId]);
    }

    private static Dictionary<string, object?> Argument(string name) => new(StringComparer.Ordinal) { ["name"] = name, ["type"] = null, ["description"] = "" };

    private static void Duplicate(ProjectErrors errors, string place, Macro macro, Macro known) => errors.Add(place, macro.Definition.Line,
        $"dbt found two macros named \"{macro.Name}\" in the project \"{macro.PackageName}\": {known.OriginalFilePath} and {macro.OriginalFilePath}.",
        macro.OriginalFilePath == known.OriginalFilePath ? "Remove or rename one of the definitions." : "Remove or rename one of them.");
}
