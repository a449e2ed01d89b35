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
                foreach (var macro in EmbeddedMacros.Of(project.Name)) Add(state, macro, macro.OriginalFilePath, state.NamesMacroArguments);
                continue;
            }
            Read(state, files[project.Name].Macros, state.NamesMacroArguments);
            Read(state, files[project.Name].GenericTests, named: false);
        }
        state.Try("macros", () => state.Blocks.LinkMacros(state.Manifest, state.Adapter.Traits));
    }

    /// <summary>Files are parsed side by side and their macros added in order.</summary>
    private static void Read(ParseState state, IReadOnlyList<ProjectFile> files, bool named)
    {
        var macros = new IReadOnlyList<Macro>[files.Count];
        Parallel.For(0, files.Count, index => macros[index] = Parse(state, files[index]));
        for (var index = 0; index < files.Count; index++)
        {
            foreach (var macro in macros[index]) Add(state, macro, state.Place(files[index]), named);
        }
    }

    private static IReadOnlyList<Macro> Parse(ParseState state, ProjectFile file)
    {
        IReadOnlyList<Macro> found = [];
        if (state.Limits.Allows(file, state)) state.Try(state.Place(file), () => found = state.Blocks.Macros(file.Text, file.Package, file.OriginalFilePath, file.OriginalFilePath));
        return found;
    }

    /// <param name="named">Shows the macro's arguments though no property file describes them.</param>
    private static void Add(ParseState state, Macro macro, string place, bool named)
    {
        macro.CreatedAt = state.Now;
        if (named) macro.Arguments = [.. macro.Definition.Parameters.Select(Argument)];
        if (!state.Manifest.Macros.TryAdd(macro.UniqueId, macro)) Duplicate(state.Errors, place, macro, state.Manifest.Macros[macro.UniqueId]);
    }

    private static Dictionary<string, object?> Argument(string name) => new(StringComparer.Ordinal) { ["name"] = name, ["type"] = null, ["description"] = "" };

    private static void Duplicate(ProjectErrors errors, string place, Macro macro, Macro known) => errors.Add(place, macro.Definition.Line,
        $"dbt found two macros named \"{macro.Name}\" in the project \"{macro.PackageName}\": {known.OriginalFilePath}:{known.Definition.Line} and {macro.OriginalFilePath}:{macro.Definition.Line}.",
        macro.OriginalFilePath == known.OriginalFilePath ? "Remove or rename one of the definitions." : "Remove or rename one of them.");
}
