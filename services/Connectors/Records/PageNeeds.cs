using System.Text.RegularExpressions;
using ControlPlane.Connectors.Interpolation;

namespace ControlPlane.Connectors.Records;

/// <summary>What of a page must be kept for templates. The less they ask for, the less is built.</summary>
/// <param name="Response">Some template looks at the response.</param>
/// <param name="Records">Some template may look at the records within the response, so that it is needed whole.</param>
internal sealed partial record PageNeeds(bool Response, bool Records, bool LastRecord, bool Headers)
{
    /// <summary>Finds out by the variables that the templates name and, for the records, by the first field they take of the response.</summary>
    public static PageNeeds Of(IReadOnlyCollection<Interpolated> templates, IReadOnlyList<string> recordPath)
    {
        var first = recordPath.Count > 0 ? recordPath[0] : null;
        return new(
            templates.Any(t => t.Uses("response")),
            templates.Any(t => t.Uses("response") && MayTouch(t.Text, first)),
            templates.Any(t => t.Uses("last_record")),
            templates.Any(t => t.Uses("headers")));
    }

    private static bool MayTouch(string text, string? recordField)
    {
        if (recordField is null or "*") return true;
        foreach (Match match in ResponseUse().Matches(text))
        {
            var field = match.Groups["field"];
            if (!field.Success || field.Value == recordField) return true;
        }

        return false;
    }

    [GeneratedRegex("""(?<![\w.'"])response\b(?:\s*(?:\.get\(\s*|\[\s*)['"](?<field>[^'"]+)['"]|\s*\.(?!get\()(?<field>\w+)(?!\s*\())?""")]
    private static partial Regex ResponseUse();
}
