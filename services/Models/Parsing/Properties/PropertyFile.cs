using ControlPlane.Models.Errors;
using ControlPlane.Models.Jinja;
using ControlPlane.Models.Projects;

namespace ControlPlane.Models.Parsing.Properties;

/// <summary>One property file of a package, and where what is wrong with it is gathered.</summary>
/// <param name="Shown">How errors name it: relative to the root project's folder.</param>
internal sealed record PropertyFile(ProjectFile File, string Shown, YamlScope Scope, ProjectErrors Errors, ICollection<ProjectError> Warnings)
{
    public string Package => File.Package;

    /// <summary><c>models/staging/schema.yml</c></summary>
    public string Path => File.OriginalFilePath;

    public void Fail(int line, string message, string fix) => Errors.Add(Shown, line, message, fix);

    public void Warn(int line, string message, string fix, string? name = null) => Warnings.Add(new ProjectError(Shown, line, message, fix) { Name = name });
}
