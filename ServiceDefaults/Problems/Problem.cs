using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ControlPlane.ServiceDefaults.Problems;

/// <summary>RFC 9457 problems, each with one stable type: <c>urn:controlplane:problem:{name}</c>.</summary>
public static class Problem
{
    public const string TypePrefix = "urn:controlplane:problem:";

    public static ProblemHttpResult Unauthorized => Of(StatusCodes.Status401Unauthorized, "unauthorized", "A token is needed", "Send the operator's token or a tenant's API key as 'Authorization: Bearer ...'.");

    public static ProblemHttpResult NotFound => Of(StatusCodes.Status404NotFound, "not-found", "Not found", "There is nothing here that this token may see.");

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
