using ControlPlane.Models.Adapters;
using ControlPlane.Models.Jinja;
using ControlPlane.Models.Manifests;
using ControlPlane.Models.Quality.Checks;
using ControlPlane.Models.Quality.History;

namespace ControlPlane.Models.Quality;

/// <summary>Evaluates checks: one statement a relation, judged by what history holds, and put into history.</summary>
/// <param name="threads">Relations looked at at once, each in a session of its own.</param>
public sealed class QualityRun(IRuntimeRenderer renderer, IQualityHistory history, TimeProvider time, int threads = 1)
{
    /// <summary>What the sessions are called.</summary>
    public const string Session = "quality";

    /// <summary>The comment on the statements about a relation; default none.</summary>
    public Func<GraphNode, string>? Comment { get; init; }

    /// <summary>What is told of a statement that the engine refused; default its own message.</summary>
    public Func<AdapterException, string> Explain { get; init; } = exception => exception.Message;

    /// <summary>The results in the order of the declarations. What cannot be evaluated is a result too.</summary>
    /// <exception cref="AdapterException">The engine cannot be reached.</exception>
    /// <exception cref="OperationCanceledException">What ran was ended on the server; nothing is put into history.</exception>
    public IReadOnlyList<QualityResult> Evaluate(IReadOnlyList<QualityDeclaration> declarations, CancellationToken cancellationToken)
    {
        if (declarations.Count == 0) return [];
        var known = Known(declarations);
        var now = time.GetUtcNow();
        var asked = Ask(declarations, cancellationToken);
        var results = declarations.SelectMany((declaration, i) => declaration.Checks.Zip(asked[i].Answers, (check, answer) =>
        {
            var relation = RelationOf(declaration.Node).Render();
            var context = new JudgingContext(now, known.GetValueOrDefault(new(declaration.Node.UniqueId, relation, check.Name)) ?? []);
            return new QualityResult(declaration.Node, relation, check, Judge(check, answer, context), answer.Rows, now, asked[i].Elapsed);
        })).ToList();
        history.Append([.. results.Select(result => QualityRecord.Of(result, renderer.Manifest.Invocation.Id))]);
        return results;
    }

    private (IReadOnlyList<CheckAnswer> Answers, TimeSpan Elapsed)[] Ask(IReadOnlyList<QualityDeclaration> declarations, CancellationToken cancellationToken)
    {
        var answers = new (IReadOnlyList<CheckAnswer>, TimeSpan)[declarations.Count];
        var last = -1;
        var sessions = Math.Clamp(Math.Min(threads, renderer.Adapter.Traits.MaxConnections ?? int.MaxValue), 1, declarations.Count);
        Task.WhenAll(Enumerable.Range(0, sessions).Select(_ => Task.Factory.StartNew(Work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))).GetAwaiter().GetResult();
        return answers;

        void Work()
        {
            using var connection = renderer.Adapter.Connect(Session, cancellationToken);
            using var stop = cancellationToken.Register(connection.Cancel);
            for (var i = Interlocked.Increment(ref last); i < declarations.Count; i = Interlocked.Increment(ref last))
            {
                cancellationToken.ThrowIfCancellationRequested();
                var (declaration, started) = (declarations[i], time.GetTimestamp());
                if (Comment is not null) connection.Comment = Comment(declaration.Node);
                answers[i] = (new CheckStatement(renderer, connection, declaration.Node, RelationOf, Explain, cancellationToken).Run(declaration.Checks), time.GetElapsedTime(started));
            }
        }
    }

    private Relation RelationOf(GraphNode node) => node is SourceDefinition source
        ? renderer.Adapter.Relation(source, renderer.Manifest.Projects)
        : renderer.Adapter.Relation((ManifestNode)node, renderer.Manifest.Projects);

    private static CheckOutcome Judge(QualityCheck check, CheckAnswer answer, JudgingContext context)
    {
        if (answer.Error is { } error) return new(QualityStatus.Error, error);
        var outcome = check.Judge(new(answer.Values), context);
        return outcome.Status == QualityStatus.Fail && check.Severity == QualitySeverity.Warn ? outcome with { Status = QualityStatus.Warn } : outcome;
    }

    private Dictionary<CheckKey, IReadOnlyList<double>> Known(IReadOnlyList<QualityDeclaration> declarations)
    {
        var wanted = declarations.SelectMany(declaration => declaration.Checks.Where(check => check.Window > 0)
            .Select(check => KeyValuePair.Create(new CheckKey(declaration.Node.UniqueId, RelationOf(declaration.Node).Render(), check.Name), check.Window))).ToDictionary();
        if (wanted.Count == 0) return [];
        return history.Read(wanted).ToDictionary(
            pair => pair.Key, pair => (IReadOnlyList<double>)[.. pair.Value.Select(record => record.Value).OfType<double>()]);
    }
}
