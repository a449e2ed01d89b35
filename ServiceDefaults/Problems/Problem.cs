using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace ControlPlane.ServiceDefaults.Problems;

/// <summary>RFC 9457 problems, each with one stable type: <c>urn:controlplane:problem:{name}</c>.</summary>
public static class Problem
{
    public const string TypePrefix = "urn:controlplane:problem:";

    public static ProblemHttpResult Unauthorized => Of(StatusCodes.Status401Unauthorized, "unauthorized", "A token is needed", "Send the operator's token or a tenant's API key as 'Authorization: Bearer ...'.");

    public static ProblemHttpResult NotFound => Of(StatusCodes.Status404NotFound, "not-found", "Not found", "There is nothing here that this token may see.");

    /// <summary>Gives the problems that the framework makes by itself (405, 415, ...) a type of ours and a word of advice.</summary>
    internal static void Complete(ProblemDetails problem)
    {
        if (problem.Type?.StartsWith(TypePrefix, StringComparison.Ordinal) == true) return;
        (var name, var advice) = problem.Status switch
        {
            StatusCodes.Status404NotFound => ("not-found", "There is nothing at this address; /openapi/v1.json lists all of them."),
            StatusCodes.Status405MethodNotAllowed => ("method-not-allowed", "This address takes other methods; see the Allow header."),
            StatusCodes.Status413PayloadTooLarge => ("too-large", "The body is larger than this address takes."),
            StatusCodes.Status415UnsupportedMediaType => ("unsupported-media-type", "This address takes other content types; see /openapi/v1.json."),
            var status => ($"status-{status}", "See /openapi/v1.json for what this address takes."),
        };
        problem.Type = TypePrefix + name;
        problem.Detail ??= advice;
    }

    /// <param name="name">The stable part of the type, in kebab case.</param>
    /// <param name="detail">What, where, and what to do. Never a secret.</param>
    /// <param name="errors">Every error at once, by its path in the input.</param>
    public static ProblemHttpResult Of(int status, string name, string title, string detail, IReadOnlyDictionary<string, string[]>? errors = null, params IReadOnlyList<KeyValuePair<string, object?>> more)
    {
        var extensions = new Dictionary<string, object?>(more);
        if (errors is not null) extensions["errors"] = errors;
        return TypedResults.Problem(detail, instance: null, status, title, TypePrefix + name, extensions);
    }
}
