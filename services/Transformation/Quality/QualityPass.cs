using ControlPlane.Contracts;
using ControlPlane.Models.Jinja;
using ControlPlane.Models.Quality;
using ControlPlane.Models.Quality.Scores;
using ControlPlane.Transformation.Projects;
using ControlPlane.Transformation.Runs;
using ControlPlane.Transformation.Targets;

namespace ControlPlane.Transformation.Quality;

/// <summary>Evaluates the quality checks of one run on what it has built, before readers see any of it.</summary>
internal sealed class QualityPass(
    TenantProject project, IModelTarget target, TaggedSessions sessions, RunJournal journal, QualityStore store, TenantId tenant, Guid run, int threads, TimeProvider time)
{
    /// <param name="tested">What the run has recorded so far: its tests count for the scores.</param>
    /// <returns>One for each check, recorded; those that gate keep the run from publishing.</returns>
    public async Task<IReadOnlyList<NodeResult>> CheckAsync(IReadOnlyCollection<NodeResult> tested, CancellationToken cancellationToken)
    {
        var history = new RunHistory(store, tenant, run, cancellationToken);
        var results = await EvaluateAsync(history, cancellationToken);
        var scores = QualityScore.Of(project.Manifest, results, Statuses(tested)).Where(score => score.Points is not null).ToList();
        // With nothing to save too: an earlier attempt of the run may have had checks that are gone.
        await journal.WriteAsync(transaction => store.SaveAsync(transaction, tenant, run, results, scores, cancellationToken), cancellationToken);
        var nodes = results.Select(Of).ToList();
        await journal.NodesAsync(nodes, cancellationToken);
        foreach (var (result, node) in results.Zip(nodes)) journal.Lineage.Checked(result.Node, result.Check.Kind, result.Check.Column, node);
        return nodes;
    }

    private async Task<IReadOnlyList<QualityResult>> EvaluateAsync(RunHistory history, CancellationToken cancellationToken)
    {
        if (project.Checks.Count == 0) return [];
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        sessions.OnLost = () => _ = stop.CancelAsync();
        try
        {
            var checks = new QualityRun(new RuntimeRenderer(project.Manifest, target.Adapter), history, time, threads) { Comment = sessions.Comment, Explain = exception => sessions.Translate(exception).Message };
            var results = await EngineThread.RunAsync(() => checks.Evaluate(project.Checks, stop.Token), sessions);
            return sessions.Lost is { } fault ? throw fault : results;
        }
        catch (OperationCanceledException) when (sessions.Lost is { } fault && !cancellationToken.IsCancellationRequested)
        {
            throw fault;
        }
        finally
        {
            sessions.OnLost = null;
        }
    }

    /// <summary>By unique id of a data test what became of it.</summary>
    private static Dictionary<string, string> Statuses(IEnumerable<NodeResult> tested) =>
        tested.Where(result => result.Kind == NodeResult.TestKind).ToDictionary(result => result.UniqueId, result => result.Status, StringComparer.Ordinal);

    private static NodeResult Of(QualityResult result)
    {
        var subject = TenantProject.NameOf(result.Node);
        var status = result.IsFailure ? result.Status == QualityStatus.Fail ? NodeStatus.Fail : NodeStatus.Error
            : result.Status is QualityStatus.Pass or QualityStatus.Learning ? NodeStatus.Pass : NodeStatus.Warn;
        return new(
            $"{NodeResult.QualityKind}.{result.Node.UniqueId}.{result.Check.Name}", NodeResult.QualityKind, $"{subject}.{result.Check.Name}", Version: null, subject, status, QualityWords.Of(result.Check.Severity), Rows: null, result.Outcome.Failures, (long)result.Elapsed.TotalMilliseconds,
            status == NodeStatus.Pass ? null : result.Outcome.Message, SqlHash: null, Bytes: null, StatementMs: 0);
    }
}
