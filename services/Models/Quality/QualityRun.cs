using ControlPlane.Models.Adapters;
using ControlPlane.Models.Jinja;
using ControlPlane.Models.Manifests;
using ControlPlane.Models.Quality.Checks;
using ControlPlane.Models.Quality.History;

namespace ControlPlane.Models.Quality;

/// <summary>Evaluates checks: one statement a relation, judged by what history holds, and put into history.</summary>
public sealed class QualityRun(IRuntimeRenderer renderer, IQualityHistory history, TimeProvider time)
{
    /// <summary>The results in the order of the declarations. What cannot be evaluated is a result too.</summary>
    /// <exception cref="AdapterException">The engine cannot be reached.</exception>
    /// <exception cref="OperationCanceledException">The statement that ran was ended on the server.</exception>
    public IReadOnlyList<QualityResult> Evaluate(IReadOnlyList<QualityDeclaration> declarations, CancellationToken cancellationToken)
    {
        if (declarations.Count == 0) return [];
        using var connection = renderer.Adapter.Connect("quality", cancellationToken);
        using var stop = cancellationToken.Register(connection.Cancel);
        var known = Known(declarations);
        var now = time.GetUtcNow();
        var results = new List<QualityResult>();
        foreach (var declaration in declarations)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var statement = new CheckStatement(renderer, connection, declaration.Node, RelationOf, cancellationToken);
            var relation = RelationOf(declaration.Node).Render();
            foreach (var (check, answer) in declaration.Checks.Zip(statement.Run(declaration.Checks)))
            {
                var values = known.GetValueOrDefault(new(declaration.Node.UniqueId, relation, check.Name)) ?? [];
                results.Add(new(declaration.Node, relation, check, Judge(check, answer, new(now, values)), answer.Rows, now));
            }
        }
        cancellationToken.ThrowIfCancellationRequested();
        history.Append([.. results.Select(result => QualityRecord.Of(result, renderer.Manifest.Invocation.Id))]);
        return results;
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
