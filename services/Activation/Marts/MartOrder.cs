namespace ControlPlane.Activation.Marts;

/// <summary>
/// A total order of a mart's rows that paging can resume anywhere: by a few columns, which people can follow, then by a hash of the
/// whole row. Rows that are the same in every column are told apart by counting, see <see cref="MartPosition.Repeats"/>.
/// </summary>
internal sealed class MartOrder
{
    /// <summary>How many columns a cursor holds values of; the hash decides between rows that these leave equal.</summary>
    public const int MaxColumns = 4;

    /// <summary>So many characters of a text count, which keeps cursors short enough for an address.</summary>
    private const int MaxCharacters = 64;

    private readonly List<Term> _terms;

    public MartOrder(MartQuery query, Func<string, string> quote)
    {
        var rest = query.Table.Columns.Where(column => column.Kind != ColumnKind.Json && query.Order.All(ordered => ordered.Column != column)).Select(column => new OrderedColumn(column, false));
        var hash = $"md5(CAST(ROW({string.Join(", ", query.Table.Columns.Select(column => quote(column.Name)))}) AS text)) COLLATE \"C\"";
        _terms = [.. query.Order.Concat(rest).Take(MaxColumns).Select(ordered => TermOf(ordered, quote)), new Term(hash, "text", false)];
    }

    public int Count => _terms.Count;

    /// <summary>What the rows are ordered by, as text.</summary>
    public IEnumerable<string> TextExpressions => _terms.Select(term => $"CAST({term.Expression} AS text)");

    /// <summary>The same for every query whose cursors mean the same.</summary>
    public string Identity => string.Join('\n', _terms.Select(term => $"{term.Expression} {term.Descending}"));

    public string OrderBy => string.Join(", ", _terms.Select(term => $"{term.Expression}{(term.Descending ? " DESC" : "")} NULLS LAST"));

    /// <summary>True of the row at the position and of every later one.</summary>
    /// <param name="add">Takes a parameter's value and gives its placeholder.</param>
    public string From(MartPosition position, Func<string, string> add)
    {
        var predicate = "TRUE";
        for (var index = _terms.Count - 1; index >= 0; index--)
        {
            var (expression, type, descending) = _terms[index];
            if (position.Values[index] is not { } value)
            {
                // Nulls come last: nothing is beyond them but other nulls.
                predicate = $"({expression} IS NULL AND {predicate})";
                continue;
            }
            var placeholder = $"CAST({add(value)} AS {type})";
            predicate = $"({expression} {(descending ? "<" : ">")} {placeholder} OR {expression} IS NULL OR ({expression} = {placeholder} AND {predicate}))";
        }
        return predicate;
    }

    private static Term TermOf(OrderedColumn ordered, Func<string, string> quote)
    {
        var (column, descending) = ordered;
        return column.ComparableType is { } type
            ? new Term(quote(column.Name), type, descending)
            : new Term($"left(CAST({quote(column.Name)} AS text), {MaxCharacters}) COLLATE \"C\"", "text", descending);
    }

    private sealed record Term(string Expression, string Type, bool Descending);
}
