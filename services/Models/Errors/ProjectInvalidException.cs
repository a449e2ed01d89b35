namespace ControlPlane.Models.Errors;

/// <summary>A project cannot be used as it is; carries every error at once.</summary>
public sealed class ProjectInvalidException(string project, IReadOnlyList<ProjectError> errors)
    : Exception($"Project {project} has {errors.Count} {(errors.Count == 1 ? "error" : "errors")}:\n{string.Join('\n', errors)}")
{
    public IReadOnlyList<ProjectError> Errors => errors;
}
