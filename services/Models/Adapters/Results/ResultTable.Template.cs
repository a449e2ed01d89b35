using System.Collections;
using System.Text.Json;
using System.Text.Json.Nodes;
using ControlPlane.Templating;
using ControlPlane.Templating.Values;

namespace ControlPlane.Models.Adapters;

public sealed partial class ResultTable : ITemplateObject, IReadOnlyCollection<object?>
{
    public int Count => Rows.Count;

    public bool IsTrue => Count > 0;

    private List<string> Names => field ??= [.. Columns.Select(column => column.Name)];

    public bool TryGetMember(string name, out object? value)
    {
        value = name switch
        {
            "columns" => new NamedSequence([.. Columns.Select((_, index) => new ResultColumnValue(this, index))], Names),
            "rows" => new NamedSequence([.. RowValues()], null),
            "column_names" => new TupleValue([.. Names]),
            "column_types" => new TupleValue([.. Columns.Select((_, index) => (object?)new ResultColumnType(KindOf(index)))]),
            "row_names" => null,
            _ => Method(name) ?? (object)this,
        };
        return !ReferenceEquals(value, this);
    }

    public bool TryGetItem(object? key, out object? value)
    {
        value = null;
        if (key is not long index) return key is string name && TryGetMember(name, out value);
        index = index < 0 ? index + Count : index;
        if (index < 0 || index >= Count) return false;
        value = new ResultRow(Names, Rows[(int)index]);
        return true;
    }

    public IEnumerator<object?> GetEnumerator() => RowValues().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public override string ToString() => Structure();

    /// <summary>What the column's values are; a column without any counts as integers.</summary>
    public ValueKind KindOf(int column) => Columns[column].Kind ?? Kind(Rows.Select(row => row[column]).Where(value => value is not null));

    private static ValueKind Kind(IEnumerable<object?> values)
    {
        ValueKind? kind = null;
        foreach (var value in values)
        {
            ValueKind one = value switch
            {
                bool => ValueKind.Boolean,
                decimal or double or float => ValueKind.Number,
                DateOnly => ValueKind.Date,
                DateTime or DateTimeOffset => ValueKind.DateTime,
                string or TimeSpan => ValueKind.Text,
                _ => ValueKind.Integer,
            };
            if (one == ValueKind.Text) return one;
            kind = kind is null || kind == one ? one : kind is ValueKind.Integer or ValueKind.Number && one is ValueKind.Integer or ValueKind.Number ? ValueKind.Number : ValueKind.Text;
        }
        return kind ?? ValueKind.Integer;
    }

    private IEnumerable<object?> RowValues() => Rows.Select(row => new ResultRow(Names, row));

    private TemplateFunction? Method(string name) => name switch
    {
        "select" => arguments => Pick(Sequence(arguments[0, "key"])),
        "exclude" => arguments => Sequence(arguments[0, "key"]) is var excluded ? Pick([.. Names.Where(one => !excluded.Contains(one))]) : null,
        "rename" => Rename,
        "where" => arguments => Filtered(arguments.Require<TemplateFunction>(0, "test")),
        "find" => arguments => Filtered(arguments.Require<TemplateFunction>(0, "test")).RowValues().FirstOrDefault(),
        "limit" => Limit,
        "distinct" => arguments => Distinct(arguments[0, "key"]),
        "order_by" => arguments => OrderBy(arguments[0, "key"], arguments.Get(1, "reverse", false)),
        "print_table" => Print,
        "print_csv" => _ => Write(Csv()),
        "print_json" => _ => Write(Json()),
        "print_structure" => _ => Write(Structure()),
        "to_csv" or "to_json" => _ => throw new TemplateException($"'{name}' writes a file, which templates cannot do; use print_{name[3..]} or a model"),
        _ => null,
    };

    private ResultTable Pick(IReadOnlyList<string> names)
    {
        var places = names.Select(Place).ToList();
        return new ResultTable([.. places.Select(place => Columns[place])], [.. Rows.Select(row => places.Select(place => row[place]).ToArray())]);
    }

    private int Place(string name) => Names.IndexOf(name) is >= 0 and var place ? place : throw new TemplateException($"the table has no column '{name}'; it has {string.Join(", ", Names)}");

    private ResultTable Rename(TemplateArguments arguments)
    {
        var wanted = arguments[0, "column_names"];
        var names = wanted is IReadOnlyDictionary<string, object?> map ? [.. Names.Select(name => map.GetValueOrDefault(name) as string ?? name)] : wanted is null ? Names : Sequence(wanted);
        return new ResultTable([.. Columns.Select((column, index) => column with { Name = names[index] })], Rows);
    }

    private ResultTable Filtered(TemplateFunction test) =>
        new(Columns, [.. Rows.Where(row => test(new TemplateArguments([new ResultRow(Names, row)])) is not (null or false or "" or 0L))]);

    private object Limit(TemplateArguments arguments)
    {
        var (first, second) = (arguments.Get<long?>(0, "start_or_stop"), arguments.Get<long?>(1, "stop"));
        var (start, stop) = second is null ? (0, first ?? Count) : (first ?? 0, second.Value);
        return new ResultTable(Columns, [.. Rows.Skip((int)start).Take((int)Math.Max(0, stop - start))]);
    }

    private ResultTable Distinct(object? key)
    {
        var places = key is null ? [.. Enumerable.Range(0, Columns.Count)] : Sequence(key).Select(Place).ToList();
        return new ResultTable(Columns, [.. Rows.DistinctBy(row => string.Join('\u001f', places.Select(place => PythonText.Repr(row[place]))))]);
    }

    private ResultTable OrderBy(object? key, bool reverse)
    {
        var places = Sequence(key).Select(Place).ToList();
        var ordered = Rows.OrderBy(row => places.Select(place => row[place]).ToList(), ValueOrder.Instance).ToList();
        if (reverse) ordered.Reverse();
        return new ResultTable(Columns, ordered);
    }

    private static IReadOnlyList<string> Sequence(object? value) => value switch
    {
        string name => [name],
        IEnumerable<object?> names => [.. names.Select(PythonText.Str)],
        _ => [],
    };

    private static object? Write(string text)
    {
        Console.Out.Write(text);
        return null;
    }

    private string Csv() => string.Concat(new[] { Names.Cast<object?>() }.Concat(Rows.Select(row => row.AsEnumerable())).Select(row => string.Join(',', row.Select(CsvField)) + "\n"));

    private static string CsvField(object? value)
    {
        var text = value is null ? "" : PythonText.Str(value);
        return text.AsSpan().ContainsAny(",\"\n\r") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
    }

    private string Json() => new JsonArray([.. Rows.Select(row => (JsonNode)new JsonObject(row.Select((value, index) => KeyValuePair.Create<string, JsonNode?>(Names[index], JsonValue(value)))))])
        .ToJsonString(new JsonSerializerOptions { WriteIndented = false });

    private static JsonNode? JsonValue(object? value) => value switch
    {
        null => null,
        bool flag => flag,
        long number => number,
        decimal number => number,
        double number => number,
        _ => PythonText.Str(value),
    };

    private string Structure() => ResultText.Grid(
        ["column", "data_type"], [.. Columns.Select((column, index) => (string[])[column.Name, $"{KindOf(index)}"])], [false, false]);
}
