using System.Text.RegularExpressions;
using ControlPlane.Transformation.Projects;

namespace ControlPlane.Transformation.Compilation;

/// <summary>Finds every reference to something that is not there.</summary>
internal sealed class ReferenceCheck(string project, IReadOnlyList<Model> all, IReadOnlyDictionary<string, SourceTable> sources, ProjectErrors errors)
{
    private readonly Dictionary<string, Model> _models = all.DistinctBy(model => model.Name).ToDictionary(model => model.Name, StringComparer.Ordinal);

    public void Run(IEnumerable<(Model Model, CapturedReferences References)> models)
    {
        foreach (var (model, references) in models)
        {
            foreach (var (package, name) in references.Models) Check(model.File, package, name);
            foreach (var source in references.Sources.Where(source => !sources.ContainsKey(source)))
                errors.Add(model.File.File, LineOf(model.File, "source", source.Split('.', 2)[^1]), $"Unknown source '{source}'.",
                    NearestNames.Advise(source, sources.Keys, "Declare it under 'sources:' in a YAML file of the project."));
        }
    }

    private void Check(ModelFile file, string? package, string name)
    {
        if (package is not null && package != project)
            errors.Add(file.File, LineOf(file, "ref", package), $"Unknown project '{package}' in ref('{package}', '{name}').", $"Models of this project are ref('{name}') or ref('{project}', '{name}').");
        else if (!_models.TryGetValue(name, out var referred))
            errors.Add(file.File, LineOf(file, "ref", name), $"Unknown model '{name}'.", NearestNames.Advise(name, _models.Keys, "Add the model or correct the name."));
        else if (!referred.Config.Enabled)
            errors.Add(file.File, LineOf(file, "ref", name), $"Model '{name}' is disabled.", "Enable it or remove the reference.");
    }

    /// <summary>The line of the call; 0 when its argument is computed.</summary>
    private static int LineOf(ModelFile file, string function, string argument)
    {
        var call = Regex.Match(file.Text, $@"\b{function}\s*\([^)]*['""]{Regex.Escape(argument)}['""]");
        return call.Success ? file.Text.AsSpan(0, call.Index).Count('\n') + 1 : 0;
    }
}
