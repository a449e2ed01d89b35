using System.Collections;
using ControlPlane.Templating;
using ControlPlane.Templating.Values;

namespace ControlPlane.Models.Adapters;

/// <summary>Items by place and by name, as the rows, the columns and the values of a row are.</summary>
internal class NamedSequence(IReadOnlyList<object?> items, List<string>? names) : ITemplateObject, IReadOnlyCollection<object?>
{
    public int Count => items.Count;

    public bool IsTrue => items.Count > 0;

    protected IReadOnlyList<object?> Items => items;

    public virtual bool TryGetMember(string name, out object? value)
    {
        value = name switch
        {
            "values" => (TemplateFunction)(_ => new TupleValue(items)),
            "keys" => (TemplateFunction)(_ => names is null ? null : new TupleValue([.. names])),
            "items" => (TemplateFunction)(_ => new List<object?>(Pairs().Select(pair => new TupleValue([pair.Key, pair.Value])))),
            "dict" => (TemplateFunction)(_ => new DictValue(Pairs())),
            "get" => (TemplateFunction)(arguments => TryGetItem(arguments[0, "key"], out var item) ? item : arguments[1, "default"]),
            _ => this,
        };
        return !ReferenceEquals(value, this);
    }

    public bool TryGetItem(object? key, out object? value)
    {
        value = null;
        var index = key switch
        {
            long place => place < 0 ? place + items.Count : place,
            string name when names is not null => names.IndexOf(name),
            _ => -1,
        };
        if (index < 0 || index >= items.Count) return false;
        value = items[(int)index];
        return true;
    }

    public IEnumerator<object?> GetEnumerator() => items.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public override string ToString() => PythonText.Repr(new TupleValue(items));

    private IEnumerable<KeyValuePair<string, object?>> Pairs() => items.Select((item, index) => KeyValuePair.Create(names?[index] ?? $"{index}", item));
}

internal sealed class ResultRow(List<string> names, object?[] values) : NamedSequence(values, names)
{
    public override string ToString() => $"<Row: {base.ToString()}>";
}

/// <summary>One column of a table, its values from top to bottom.</summary>
internal sealed class ResultColumnValue(ResultTable table, int index) : NamedSequence([.. table.Rows.Select(row => row[index])], null)
{
    public override bool TryGetMember(string name, out object? value)
    {
        value = name switch
        {
            "name" => table.Columns[index].Name,
            "index" => (long)index,
            "data_type" => new ResultColumnType(table.KindOf(index)),
            "values_distinct" => (TemplateFunction)(_ => new TupleValue([.. Items.Distinct()])),
            "values_without_nulls" => (TemplateFunction)(_ => new TupleValue([.. Items.Where(item => item is not null)])),
            "values_sorted" => (TemplateFunction)(_ => new TupleValue([.. Items.OrderBy(item => new List<object?> { item }, ValueOrder.Instance)])),
            "values_without_nulls_sorted" => (TemplateFunction)(_ => new TupleValue([.. Items.Where(item => item is not null).OrderBy(item => new List<object?> { item }, ValueOrder.Instance)])),
            _ => this,
        };
        return !ReferenceEquals(value, this) || base.TryGetMember(name, out value);
    }
}

/// <summary>A column's type, told by its name.</summary>
internal sealed class ResultColumnType(ValueKind kind) : ITemplateObject
{
    public bool TryGetMember(string name, out object? value)
    {
        value = name switch
        {
            "__class__" => this,
            "__name__" => $"{kind}",
            "jsonify" => (TemplateFunction)(arguments => Json(arguments[0, "d"])),
            "csvify" => (TemplateFunction)(arguments => arguments[0, "d"] is { } given ? PythonText.Str(given) : ""),
            _ => null,
        };
        return value is not null;
    }

    /// <summary>A value of the type as JSON can hold it.</summary>
    private object? Json(object? value) => value switch
    {
        decimal number when kind == ValueKind.Number => (double)number,
        long number when kind == ValueKind.Number => (double)number,
        DateOnly or DateTime or DateTimeOffset => PythonText.Str(value).Replace(' ', 'T'),
        _ => value,
    };

    public override string ToString() => $"{kind}";
}

/// <summary>Values of one column in order, those without a value last.</summary>
internal sealed class ValueOrder : IComparer<List<object?>>
{
    public static ValueOrder Instance { get; } = new();

    public int Compare(List<object?>? x, List<object?>? y) =>
        x!.Zip(y!, Compare).FirstOrDefault(order => order != 0);

    private static int Compare(object? left, object? right) => (left, right) switch
    {
        (null, null) => 0,
        (null, _) => 1,
        (_, null) => -1,
        (string a, string b) => string.CompareOrdinal(a, b),
        (IComparable a, _) when left.GetType() == right.GetType() => a.CompareTo(right),
        _ => Convert.ToDouble(left, null).CompareTo(Convert.ToDouble(right, null)),
    };
}
