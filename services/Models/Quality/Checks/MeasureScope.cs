using ControlPlane.Models.Adapters;
using ControlPlane.Models.Errors;
using ControlPlane.Models.Manifests;

namespace ControlPlane.Models.Quality.Checks;

/// <summary>The relation that measures are written for: its names as SQL, and the parts that they share.</summary>
/// <param name="columnsOf">The columns of a relation as the engine has them.</param>
/// <param name="relationOf">The relation of a node or source.</param>
/// <param name="render">Renders a text with <c>this</c>, <c>ref</c> and <c>source</c>.</param>
internal sealed class MeasureScope(Relation relation, Func<Relation, IReadOnlyList<string>> columnsOf, Func<GraphNode, Relation> relationOf, Func<string, string> render)
{
    public Relation Relation => relation;

    public Relation RelationOf(GraphNode node) => relationOf(node);

    public string Render(string text) => render(text);

    public string Column(string name) => Column(relation, name);

    /// <summary>Quoted as the engine has it: the very name, or the only one that differs in case alone.</summary>
    /// <exception cref="MissingColumnException">The relation has no such column.</exception>
    public string Column(Relation of, string name)
    {
        var columns = columnsOf(of);
        if (columns.Contains(name, StringComparer.Ordinal)) return of.Quoted(name);
        var near = columns.Where(column => string.Equals(column, name, StringComparison.OrdinalIgnoreCase)).ToList();
        return near.Count == 1 ? of.Quoted(near[0]) : throw new MissingColumnException(
            $"{of.Render()} has no column '{name}'. {NearestNames.Advise(name, columns, $"It has {string.Join(", ", columns)}.")}");
    }

    /// <summary>An aggregate over the rows that the check looks at and, of them, those that meet the condition.</summary>
    public string Over(string aggregate, QualityCheck check, string? condition = null)
    {
        // A line of its own, since an author's condition may end in a comment.
        var where = check.Declared.Where is { } text ? $"(\n{render(text)}\n)" : null;
        var conditions = new[] { where, condition is null ? null : $"({condition})" }.OfType<string>().ToList();
        return conditions.Count == 0 ? aggregate : $"{aggregate} filter (where {string.Join(" and ", conditions)})";
    }

    public string Count(QualityCheck check, string? condition = null) => Over("count(*)", check, condition);
}

internal sealed class MissingColumnException(string message) : Exception(message);
