using ControlPlane.Templating;
using ControlPlane.Transformation.Projects.Yaml;

namespace ControlPlane.Transformation.Projects;

/// <summary>Gathers everything that is wrong, so that an author sees it all at once.</summary>
internal sealed class ProjectErrors
{
    private readonly HashSet<ProjectError> _errors = [];

    public void Add(string file, int line, string message, string fix) => _errors.Add(new ProjectError(file, line, message, fix));

    public void Add(YamlPlace place, string message, string fix) => Add(place.File, place.Line, message, fix);

    public void Add(string file, TemplateException exception) => Add(exception.File ?? file, exception.Line, $"Jinja: {exception.Problem}.", "Correct the template.");

    /// <exception cref="ProjectInvalidException">Something was added.</exception>
    public void ThrowIfAny(string project)
    {
        if (_errors.Count > 0)
            throw new ProjectInvalidException(project, [.. _errors.OrderBy(error => error.File, StringComparer.Ordinal).ThenBy(error => error.Line)]);
    }
}
