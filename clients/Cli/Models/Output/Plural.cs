using ControlPlane.Models.Manifests;

namespace ControlPlane.Cli.Models.Output;

/// <summary><c>1 seed</c>, <c>3 data tests</c>: as summaries count.</summary>
internal static class Plural
{
    public static string Of(int count, string word) => $"{count} {(count == 1 ? word : word switch { "analysis" => "analyses", "test" => "data tests", "saved_query" => "saved queries", _ => $"{word}s" })}".Replace('_', ' ');

    /// <summary>Several kinds, in the order given.</summary>
    public static string Of(IEnumerable<(string Word, int Count)> kinds) => string.Join(", ", kinds.Where(kind => kind.Count > 0).Select(kind => Of(kind.Count, kind.Word)));

    /// <summary><c>5 models, 3 seeds, 20 data tests, 2 sources, 449 macros</c></summary>
    public static string Of(Manifest manifest)
    {
        var kinds = manifest.Nodes.Values.GroupBy(node => node.ResourceType.Name()).Select(group => Of(group.Count(), group.Key)).ToList();
        Add("source", manifest.Sources.Count);
        Add("exposure", manifest.Exposures.Count);
        Add("metric", manifest.Metrics.Count);
        Add("macro", manifest.Macros.Count);
        Add("group", manifest.Groups.Count);
        Add("semantic_model", manifest.SemanticModels.Count);
        Add("saved_query", manifest.SavedQueries.Count);
        Add("unit_test", manifest.UnitTests.Count);
        return string.Join(", ", kinds);

        void Add(string word, int count)
        {
            if (count > 0) kinds.Add(Of(count, word));
        }
    }
}
