using ControlPlane.Models.Manifests;
using ControlPlane.Models.Selection;

namespace ControlPlane.Models.Quality.Scores;

/// <summary>
/// How good a mart's data is, 0 to 100. Rated are the quality checks and data tests on the mart and, at half the weight, on all that it is built from.
/// Completeness, uniqueness, validity and consistency have 20 points each, freshness and volume 10 each; points of a dimension that nothing
/// checks go to the others in proportion. Within a dimension a check of severity error weighs twice one of severity warn. A check that passes (or
/// learns) keeps its points, one that warns half of them, one that fails or cannot be evaluated none.
/// </summary>
/// <param name="Points">Null where nothing was rated: unknown is not good.</param>
public sealed record QualityScore(ManifestNode Mart, double? Points, IReadOnlyList<ScorePart> Parts)
{
    /// <summary>Why it is not 100; with <see cref="Points"/> they add up to 100.</summary>
    public IEnumerable<ScorePart> Losses => Parts.Where(part => part.Lost > 0).OrderByDescending(part => part.Lost).ThenBy(part => part.Name, StringComparer.Ordinal);

    /// <param name="tests">By unique id of a data test its status in run_results.json; what is absent or was skipped is not rated.</param>
    /// <returns>One for each mart, in the manifest's order.</returns>
    public static IReadOnlyList<QualityScore> Of(Manifest manifest, IReadOnlyList<QualityResult> results, IReadOnlyDictionary<string, string> tests)
    {
        var graph = new ProjectGraph(manifest);
        var rated = results.Select(RatedCheck.Of).Concat(manifest.Nodes.Values.Where(node => node.ResourceType == ResourceType.Test)
            .Select(test => RatedCheck.Of(test, tests.GetValueOrDefault(test.UniqueId))).OfType<RatedCheck>()).ToList();
        return [.. Marts.Of(manifest, graph).Select(mart => Of(mart, graph.Ancestors([mart.UniqueId]), rated))];
    }

    private static QualityScore Of(ManifestNode mart, HashSet<string> ancestors, List<RatedCheck> rated)
    {
        var weighed = rated.Select(check => (Check: check, Weight: ScoreWeights.Of(check.Severity) * Share(check, mart, ancestors))).Where(pair => pair.Weight > 0).ToList();
        var dimensions = weighed.GroupBy(pair => pair.Check.Dimension).OrderBy(group => group.Key).ToList();
        var total = dimensions.Sum(group => ScoreWeights.Of(group.Key));
        var parts = new List<ScorePart>();
        foreach (var dimension in dimensions)
        {
            var available = 100 * ScoreWeights.Of(dimension.Key) / total;
            var weights = dimension.Sum(pair => pair.Weight);
            foreach (var (check, weight) in dimension)
                parts.Add(new(check.Name, check.Nodes, dimension.Key, check.Status, available * weight / weights, available * weight / weights * (1 - ScoreWeights.Credit(check.Status))));
        }
        return new(mart, parts.Count == 0 ? null : Math.Clamp(100 - parts.Sum(part => part.Lost), 0, 100), parts);
    }

    private static double Share(RatedCheck check, ManifestNode mart, HashSet<string> ancestors) =>
        check.Nodes.Contains(mart.UniqueId, StringComparer.Ordinal) ? 1 : check.Nodes.Any(ancestors.Contains) ? ScoreWeights.Upstream : 0;
}

/// <param name="Nodes">Unique ids of what the check or test speaks of.</param>
/// <param name="Available">Points that it could keep.</param>
/// <param name="Lost">Points that it cost.</param>
public sealed record ScorePart(string Name, IReadOnlyList<string> Nodes, QualityDimension Dimension, QualityStatus Status, double Available, double Lost);
