namespace ControlPlane.Activation.Marts;

/// <summary>A statement and its parameters. Names come from the catalog and are quoted; everything that the caller wrote is a parameter.</summary>
internal sealed record MartSql(string Text, IReadOnlyList<object?> Parameters)
{
    /// <param name="values">Whether to select the rows' values, or only what they are ordered by.</param>
    public static MartSql Of(MartQuery query, MartReader marts, bool values)
    {
        List<object?> parameters = [];
        var order = new MartOrder(query, marts.Quote);
        var selected = values ? query.Columns.Select(column => column.TextExpression(marts.Quote(column.Name))) : [];
        var where = query.Filters.Select(filter => Condition(filter, marts.Quote, Add)).ToList();
        if (query.After is { } after) where.Add(order.From(after, Add));
        var text = $"""
            SELECT {string.Join(", ", selected.Concat(query.Limit is null ? [] : order.TextExpressions))}
            FROM {marts.Relation(query.Table.Name)}
            {(where.Count == 0 ? "" : $"WHERE {string.Join(" AND ", where)}")}
            ORDER BY {order.OrderBy}
            {(query.After is { Repeats: > 0 } at ? FormattableString.Invariant($"OFFSET {at.Repeats}") : "")}
            {(query.Limit is { } limit ? FormattableString.Invariant($"LIMIT {limit + 1}") : "")}
            """;
        return new MartSql(text, parameters);

        string Add(string value)
        {
            parameters.Add(value);
            return FormattableString.Invariant($"${parameters.Count}");
        }
    }

    private static string Condition(MartFilter filter, Func<string, string> quote, Func<string, string> add)
    {
        var column = quote(filter.Column.Name);
        if (filter.Operator == MartOperators.IsNull) return $"{column} IS NULL";
        if (filter.Operator == MartOperators.IsNotNull) return $"{column} IS NOT NULL";
        // Text is compared bytewise, so that the answer does not depend on the collation of a database.
        var subject = filter.Column.ComparableType is null ? $"{filter.Column.TextExpression(column)} COLLATE \"C\"" : column;
        var type = filter.Column.ComparableType ?? "text";
        if (filter.Operator == MartOperators.In) return $"{subject} IN ({string.Join(", ", filter.Values.Select(value => $"CAST({add(value)} AS {type})"))})";
        return $"{subject} {(filter.Operator == MartOperators.Like ? "LIKE" : MartOperators.Comparisons[filter.Operator])} CAST({add(filter.Values[0])} AS {type})";
    }
}
