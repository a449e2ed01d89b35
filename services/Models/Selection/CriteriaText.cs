using System.Globalization;
using System.Text.RegularExpressions;
using ControlPlane.Models.Selection.Methods;

namespace ControlPlane.Models.Selection;

/// <summary>Reads what <c>--select</c> and <c>--exclude</c> are given: spaces unite, commas intersect.</summary>
public static partial class CriteriaText
{
    /// <summary>What is selected when nothing is asked for.</summary>
    private static readonly string[] Everything = ["fqn:*", "source:*", "exposure:*", "metric:*", "semantic_model:*"];

    /// <param name="select">Null for everything.</param>
    /// <exception cref="SelectionException">A part cannot be read; it is named.</exception>
    public static SelectionSpec Parse(IReadOnlyList<string>? select, IReadOnlyList<string>? exclude, IndirectSelection indirect = IndirectSelection.Eager) =>
        new SelectionDifference(
            select is { Count: > 0 } ? Union(select, indirect, expectsSome: true) : Union(Everything, indirect, expectsSome: false),
            Union(exclude ?? [], indirect, expectsSome: exclude is { Count: > 0 }));

    /// <summary>One criterion, without spaces or commas.</summary>
    public static SelectionCriteria Criteria(string text, IndirectSelection indirect)
    {
        var match = Pattern().Match(text);
        if (!match.Success) throw new SelectionException($"Invalid selector spec \"{text}\".");
        var value = match.Groups["value"].Value;
        var (method, arguments) = match.Groups["method"] is { Success: true, Value: var named } ? Method(named) : (DefaultMethod(value), []);
        return Checked(new SelectionCriteria(
            method, arguments, value, match.Groups["childrens_parents"].Success,
            match.Groups["parents"].Success, Depth(match.Groups["parents_depth"].Value),
            match.Groups["children"].Success, Depth(match.Groups["children_depth"].Value)) { Raw = text, Indirect = indirect });
    }

    internal static (string Method, IReadOnlyList<string> Arguments) Method(string text)
    {
        var parts = text.Split('.');
        if (!SelectionMethods.All.ContainsKey(parts[0]))
            throw new SelectionException($"'{parts[0]}' is not a valid method name. {Errors.NearestNames.Advise(parts[0], SelectionMethods.All.Keys, $"Known are {string.Join(", ", SelectionMethods.All.Keys)}.")}");
        return (parts[0], parts[1..]);
    }

    internal static string DefaultMethod(string value) =>
        value.Contains('/', StringComparison.Ordinal) || value.Contains(Path.DirectorySeparatorChar, StringComparison.Ordinal) ? "path"
        : value.EndsWith(".sql", StringComparison.OrdinalIgnoreCase) || value.EndsWith(".py", StringComparison.OrdinalIgnoreCase) || value.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) ? "file"
        : "fqn";

    internal static SelectionCriteria Checked(SelectionCriteria criteria) => criteria is { Children: true, ChildrensParents: true }
        ? throw new SelectionException($"Invalid node spec {criteria.Raw} - \"@\" prefix and \"+\" suffix are incompatible.")
        : criteria;

    private static SelectionUnion Union(IEnumerable<string> texts, IndirectSelection indirect, bool expectsSome) =>
        new([.. texts.SelectMany(text => text.Split(' ')).Select(text => new SelectionIntersection([.. text.Split(',').Select(part => Criteria(part, indirect))])
        {
            Raw = text, Indirect = indirect, ExpectsSome = expectsSome,
        })]) { Raw = string.Join(' ', texts), Indirect = indirect };

    private static int? Depth(string text) => text.Length == 0 ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var depth) ? depth
        : throw new SelectionException($"Invalid node spec - could not handle a depth of {text}.");

    [GeneratedRegex(@"\A(?<childrens_parents>@)?(?<parents>(?<parents_depth>\d*)\+)?(?:(?<method>[\w.]+):)?(?<value>.*?)(?<children>\+(?<children_depth>\d*))?\z", RegexOptions.ExplicitCapture | RegexOptions.Singleline)]
    private static partial Regex Pattern();
}
