namespace ControlPlane.Transformation.Runs.External;

/// <summary>
/// What is kept of the messages of other engines. What a warehouse said may quote rows, and nobody can tell from its text: of such a message only the line
/// that names the node is kept. Errors of a project, and counts of tests, are kept.
/// </summary>
internal static class ExternalMessages
{
    private const int Longest = 1000;

    private static readonly string[] FromWarehouse = ["Database Error", "Runtime Error", "Unhandled error", "Traceback"];

    private static readonly string[] FromProject = ["Compilation Error", "Parsing Error", "Validation Error", "Dependency Error", "Configuration Error", "Got ", "No such option", "Usage:", "Error: ", "Encountered an error:", "Env var required", "Reason: ", "Steps failed: "];

    /// <param name="message">As the engine has it; null for none.</param>
    /// <param name="title">Of the engine, where to read the rest.</param>
    public static string? Of(string? message, string title)
    {
        if (string.IsNullOrWhiteSpace(message)) return null;
        var lines = message.Split('\n').Select(line => line.TrimEnd()).Where(line => line.Length > 0).ToList();
        var said = lines.FindIndex(line => FromWarehouse.Any(kind => line.Contains(kind, StringComparison.Ordinal)));
        var known = lines.FindIndex(line => FromProject.Any(kind => line.TrimStart().StartsWith(kind, StringComparison.Ordinal)));
        var kept = said >= 0 ? [.. lines.Take(said), lines[said], Elsewhere(title)] : known >= 0 ? lines : [Elsewhere(title)];
        var text = string.Join(" ", kept.Select(line => line.Trim()));
        return text.Length <= Longest ? text : text[..Longest] + "...";
    }

    private static string Elsewhere(string title) => $"(what the warehouse said is in the log of {title})";
}
