using ControlPlane.Models.Adapters;
using ControlPlane.Models.Jinja;
using ControlPlane.Models.Manifests;
using ControlPlane.Models.Quality.Checks;
using ControlPlane.Templating;

namespace ControlPlane.Models.Quality;

/// <summary>
/// Asks for the measures of all checks of one relation in one statement. Where the engine refuses it, each check is asked for alone, so that one that
/// is wrong does not take the others with it.
/// </summary>
internal sealed class CheckStatement(IRuntimeRenderer renderer, IAdapterConnection connection, GraphNode node, Func<GraphNode, Relation> relationOf, Func<AdapterException, string> explain, CancellationToken cancellationToken)
{
    private readonly Relation _relation = relationOf(node);
    private readonly Dictionary<string, IReadOnlyList<string>> _columns = new(StringComparer.Ordinal);

    /// <summary>One answer for each check.</summary>
    public IReadOnlyList<CheckAnswer> Run(IReadOnlyList<QualityCheck> checks)
    {
        var scope = new MeasureScope(_relation, ColumnsOf, relationOf, Render);
        var answers = new CheckAnswer?[checks.Count];
        var asked = new List<(int Index, IReadOnlyList<string> Measures)>();
        for (var i = 0; i < checks.Count; i++)
        {
            try
            {
                ColumnsOf(_relation);
                asked.Add((i, checks[i].Measures(scope)));
            }
            catch (Exception e) when (IsRefused(e))
            {
                answers[i] = Refused(e);
            }
        }
        foreach (var (index, answer) in Ask(asked)) answers[index] = answer;
        return answers!;
    }

    private IEnumerable<(int, CheckAnswer)> Ask(List<(int Index, IReadOnlyList<string> Measures)> asked)
    {
        if (asked.Count == 0) return [];
        try
        {
            var sql = $"select count(*) as rows_all{string.Concat(asked.SelectMany(one => one.Measures).Select((measure, i) => $",\n  {measure} as m{i}"))}\nfrom {_relation.Render()}";
            var row = connection.Execute(sql, fetch: true).Table.Rows[0];
            var next = 1;
            return [.. asked.Select(one => (one.Index, new CheckAnswer(row[next..(next += one.Measures.Count)], new Measured(row).Count(0), null)))];
        }
        catch (AdapterException e)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return asked.Count == 1 ? [(asked[0].Index, Refused(e))] : [.. asked.SelectMany(one => Ask([one]))];
        }
    }

    private string Render(string text) => renderer.Render(text, null, connection, new Dictionary<string, object?>(StringComparer.Ordinal) { ["this"] = _relation });

    private IReadOnlyList<string> ColumnsOf(Relation relation)
    {
        var name = relation.Render();
        if (!_columns.TryGetValue(name, out var columns))
            _columns[name] = columns = [.. connection.Execute($"select * from {name} where false", fetch: true).Table.Columns.Select(column => column.Name)];
        return columns;
    }

    private CheckAnswer Refused(Exception exception) => new([], null, exception switch
    {
        AdapterException own => explain(own),
        { InnerException: AdapterException inner } => explain(inner),
        _ => exception.Message,
    });

    private bool IsRefused(Exception exception)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return exception is AdapterException or TemplateException or MissingColumnException;
    }
}

/// <param name="Values">Of the check's measures, in their order.</param>
/// <param name="Rows">Of the relation.</param>
/// <param name="Error">Why there are no values.</param>
internal sealed record CheckAnswer(IReadOnlyList<object?> Values, long? Rows, string? Error);
