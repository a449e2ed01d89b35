using ControlPlane.Models.Errors;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ControlPlane.Transformation.Api;

/// <summary>Every error of a tenant's project by its place.</summary>
internal static class InvalidProject
{
    public static ProblemHttpResult Problem(ProjectInvalidException exception) => ServiceDefaults.Problems.Problem.Of(
        StatusCodes.Status422UnprocessableEntity, "project-invalid", "The tenant's project has errors", "Correct the project's files; every error is listed by file and line.",
        exception.Errors.GroupBy(error => error.Place).ToDictionary(group => group.Key, group => group.Select(error => $"{error.Message} {error.Fix}").ToArray()));
}
