namespace ControlPlane.Transformation.Runs;

/// <summary>Why a run is not what readers get: the failed nodes with counts or messages; names and numbers only, never rows.</summary>
internal static class FailureText
{
    private const int Named = 20;

    /// <param name="what"><c>models failed</c></param>
    /// <param name="statuses">How the nodes ended that are named.</param>
    public static string Of(IEnumerable<NodeResult> results, string what, params IReadOnlyList<string> statuses)
    {
        var failed = results.Where(result => result.Gates && statuses.Contains(result.Status)).OrderBy(result => result.Title, StringComparer.Ordinal).ToList();
        var named = failed.Take(Named).Select(result => result.Error is { } error ? $"{result.Title}: {error}" : $"{result.Title} ({result.Failures} failing)");
        return $"{failed.Count} {what}: {string.Join("; ", named)}{(failed.Count > Named ? "; ..." : "")}";
    }
}
