using System.Globalization;
using Microsoft.Extensions.Primitives;

namespace ControlPlane.Activation.Marts;

/// <summary>Reads the parameters of a request. Every error is reported at once, by parameter, and names what is allowed.</summary>
internal sealed class MartQueryParser(MartTable table)
{
    public const int DefaultLimit = 1_000;
    public const int MaxLimit = 100_000;

    private readonly Dictionary<string, List<string>> _errors = [];

    public IReadOnlyDictionary<string, string[]> Errors => _errors.ToDictionary(error => error.Key, error => error.Value.ToArray());

    private string AllColumns => string.Join(", ", table.Columns.Select(column => column.Name));

    /// <summary>Null when there are <see cref="Errors"/>.</summary>
    /// <param name="readCursor">The position that a cursor stands for, given the rest of the query; null when it is not one of its cursors.</param>
    public MartQuery? Parse(IQueryCollection parameters, string accept, Func<MartQuery, string, MartPosition?> readCursor)
    {
        var format = Format(Single(parameters, "format"), accept);
        var query = new MartQuery(
            table,
            Columns(Single(parameters, "columns")),
            [.. parameters.Where(parameter => !IsReserved(parameter.Key)).SelectMany(Filters)],
            Order(Single(parameters, "order")),
            Limit(Single(parameters, "limit"), format),
            After: null,
            format,
            Flag(parameters, "spreadsheet"));
        if (Single(parameters, "cursor") is { } cursor && _errors.Count == 0)
        {
            query = query with { After = readCursor(query, cursor) };
            if (query.After is null) Add("cursor", "is not a cursor of this query: send it with the same filters and order, or start without one");
        }
        return _errors.Count == 0 ? query : null;
    }

    private static bool IsReserved(string name) => name is "columns" or "order" or "limit" or "cursor" or "format" or "spreadsheet";

    private IEnumerable<MartFilter> Filters(KeyValuePair<string, StringValues> parameter)
    {
        if (table.Find(parameter.Key) is not { } column)
        {
            Add(parameter.Key, $"is neither a column of {table.Name} ({AllColumns}) nor one of columns, order, limit, cursor, format, spreadsheet");
            yield break;
        }
        foreach (var text in parameter.Value)
        {
            var (filter, error) = MartOperators.Parse(column, text ?? "");
            if (error is not null) Add(parameter.Key, error);
            if (filter is not null) yield return filter;
        }
    }

    private IReadOnlyList<MartColumn> Columns(string? text)
    {
        if (text is null) return table.Columns;
        List<MartColumn> columns = [];
        foreach (var name in text.Split(','))
        {
            if (table.Find(name) is not { } column) Add("columns", $"'{name}' is not a column of {table.Name}; there are: {AllColumns}");
            else if (columns.Contains(column)) Add("columns", $"'{name}' is named more than once");
            else columns.Add(column);
        }
        return columns;
    }

    private IReadOnlyList<OrderedColumn> Order(string? text)
    {
        List<OrderedColumn> order = [];
        foreach (var term in text?.Split(',') ?? [])
        {
            var descending = term.EndsWith(".desc", StringComparison.Ordinal);
            var name = descending ? term[..^5] : term.EndsWith(".asc", StringComparison.Ordinal) ? term[..^4] : term;
            if (table.Find(name) is not { } column) Add("order", $"'{name}' is not a column of {table.Name}; write column, column.asc or column.desc of: {AllColumns}");
            else if (column.Kind == ColumnKind.Json) Add("order", $"rows cannot be ordered by {name}, which is {column.Type}");
            else if (order.Any(other => other.Column == column)) Add("order", $"'{name}' is named more than once");
            else order.Add(new OrderedColumn(column, descending));
        }
        if (order.Count > MartOrder.MaxColumns) Add("order", $"at most {MartOrder.MaxColumns} columns");
        return order;
    }

    private int? Limit(string? text, RowFormat format)
    {
        if (text is null) return format == RowFormat.Json ? DefaultLimit : null;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit is >= 1 and <= MaxLimit) return limit;
        Add("limit", $"must be a whole number from 1 to {MaxLimit}");
        return null;
    }

    private RowFormat Format(string? text, string accept)
    {
        switch (text)
        {
            case "json": return RowFormat.Json;
            case "csv": return RowFormat.Csv;
            case "ndjson": return RowFormat.Ndjson;
            case not null:
                Add("format", "must be json, csv or ndjson");
                return RowFormat.Json;
            default:
                return accept.Contains("text/csv", StringComparison.OrdinalIgnoreCase) ? RowFormat.Csv
                    : accept.Contains("application/x-ndjson", StringComparison.OrdinalIgnoreCase) ? RowFormat.Ndjson
                    : RowFormat.Json;
        }
    }

    private bool Flag(IQueryCollection parameters, string name)
    {
        var text = Single(parameters, name);
        if (text is not (null or "true" or "false")) Add(name, "must be true or false");
        return text == "true";
    }

    private string? Single(IQueryCollection parameters, string name)
    {
        if (!parameters.TryGetValue(name, out var values)) return null;
        if (values.Count > 1) Add(name, "must be given once");
        return values[0] ?? "";
    }

    private void Add(string parameter, string message)
    {
        if (!_errors.TryGetValue(parameter, out var messages)) _errors[parameter] = messages = [];
        messages.Add(message);
    }
}
