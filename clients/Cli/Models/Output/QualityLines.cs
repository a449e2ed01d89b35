using System.Globalization;
using ControlPlane.Models.Manifests;
using ControlPlane.Models.Quality;
using ControlPlane.Models.Quality.Scores;

namespace ControlPlane.Cli.Models.Output;

/// <summary>How the results of quality checks, and the scores made of them, read.</summary>
internal sealed class QualityLines(RunJournal journal)
{
    private JournalStyle Style => journal.Style;

    public void Tell(IReadOnlyList<QualityResult> results, IReadOnlyList<QualityScore> scores)
    {
        if (results.Count == 0) journal.Warn(Style.Yellow("[WARNING]: No quality checks selected! Declare them under config.meta.quality of a model, seed, snapshot or source."), "NoQualityChecks");
        for (var i = 0; i < results.Count; i++) Tell(results[i], (i + 1, results.Count));
        if (scores.Count > 0) journal.Info("", "Formatting");
        foreach (var score in scores) Tell(score);
        journal.Info("", "Formatting");
        journal.Info($"Done. {string.Join(' ', Enum.GetValues<QualityStatus>().Select(status => $"{Word(status)}={results.Count(result => result.Status == status)}"))} TOTAL={results.Count}", "StatsLine");
    }

    private void Tell(QualityResult result, (int, int) place)
    {
        var word = Word(result.Status);
        var line = Style.Line($"{word} {result.Check.Name} of {(result.Node as SourceDefinition)?.SearchName ?? result.Node.Name}", Coloured(result.Status, word), place);
        var message = $"  {result.Outcome.FullMessage.Replace("\n", "\n  ", StringComparison.Ordinal)}";
        if (result.IsFailure)
        {
            journal.Error(line, "QualityResult");
            journal.Error(message, "QualityResult");
        }
        else
        {
            journal.Info(line, "QualityResult");
            journal.Info(message, "QualityResult");
        }
    }

    private void Tell(QualityScore score)
    {
        journal.Info(string.Create(CultureInfo.InvariantCulture, $"Quality of {score.Mart.SearchName}: {score.Points:0.0} of 100"), "QualityScore");
        foreach (var part in score.Losses)
        {
            journal.Info(string.Create(CultureInfo.InvariantCulture,
                $"  -{part.Lost:0.0} {part.Name} ({part.Status.ToString().ToLowerInvariant()}, {part.Dimension.ToString().ToLowerInvariant()}, {string.Join(", ", part.Nodes)})"), "QualityScore");
        }
    }

    private string Coloured(QualityStatus status, string word) => status switch
    {
        QualityStatus.Pass or QualityStatus.Learning => Style.Green(word),
        QualityStatus.Warn => Style.Yellow(word),
        _ => Style.Red(word),
    };

    private static string Word(QualityStatus status) => status.ToString().ToUpperInvariant();
}
