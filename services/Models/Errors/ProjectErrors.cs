using ControlPlane.Templating;

namespace ControlPlane.Models.Errors;

/// <summary>Gathers everything that is wrong, so that an author sees it all at once. Safe for several threads.</summary>
public sealed class ProjectErrors
{
    private readonly HashSet<ProjectError> _errors = [];

    public void Add(string file, int line, string message, string fix)
    {
        lock (_errors) _errors.Add(new ProjectError(file, line, message, fix));
    }

    public void Add(string file, TemplateException exception) =>
        Add(exception.File ?? file, exception.Line, $"Jinja: {exception.Problem}.{(exception.OffendingText is { } text ? $"\n    {text.Trim()}\n" : "")}", "Correct the template.");

    /// <exception cref="ProjectInvalidException">Something was added.</exception>
    public void ThrowIfAny(string project)
    {
        if (_errors.Count > 0)
            throw new ProjectInvalidException(project, [.. _errors.OrderBy(error => error.File, StringComparer.Ordinal).ThenBy(error => error.Line)]);
    }
}
