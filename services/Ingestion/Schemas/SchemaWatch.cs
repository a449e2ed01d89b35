using System.Buffers;
using System.Text.Json;
using ControlPlane.Contracts.Ingestion;
using ControlPlane.Contracts.Tenants.Spec;
using ControlPlane.Ingestion.Validation;
using ControlPlane.Warehouses;

namespace ControlPlane.Ingestion.Schemas;

/// <summary>
/// Looks at the fields of a batch's rows while they are checked, and does with what is new as the stream's settings say. The first batch
/// of a stream makes its schema, whatever they say. Nothing is allocated for a row that brings nothing new. Not for concurrent use.
/// </summary>
internal sealed class SchemaWatch
{
    private readonly SchemaChanges _policy;
    private readonly int _mostColumns;
    private readonly FieldTable _fields;
    private readonly List<(WatchedField? Field, ValueKinds Kind)> _found = [];
    private readonly List<SchemaChange> _changes = [];
    private readonly Dictionary<string, RawType> _declared;
    private int _columns;
    private bool _ignores;

    /// <param name="declared">By the connector.</param>
    /// <param name="mostColumns">Fields beyond so many are loaded with the record, but get no column.</param>
    public SchemaWatch(StreamSchema known, IReadOnlyList<SchemaColumn> declared, SchemaChanges policy, int mostColumns)
    {
        (Known, _mostColumns) = (known, mostColumns);
        _policy = known.Version == 0 ? SchemaChanges.Evolve : policy;
        // Names without a column are remembered as well, as often as columns: a field that is always null is then found at once.
        _fields = new FieldTable(2 * mostColumns);
        _declared = declared.ToDictionary(column => column.Name, column => column.Type, StringComparer.Ordinal);
        foreach (var column in known.Columns)
        {
            var field = _fields.Add(column.Name);
            field.Become(column.Type);
            foreach (var variant in column.Variants) field.AddVariant(variant);
            _columns += 1 + column.Variants.Count;
        }
        foreach (var column in declared.ExceptBy(known.Columns.Select(one => one.Name), one => one.Name).Take(Math.Max(0, mostColumns - _columns))) Declare(column);
    }

    /// <summary>Before the batch.</summary>
    public StreamSchema Known { get; }

    /// <summary>Against the schema before; empty when this is the first.</summary>
    public IReadOnlyList<SchemaChange> Changes => Known.Version == 0 ? [] : _changes;

    /// <summary>Why the batch must be refused; null when it need not.</summary>
    public string? Refusal => _policy == SchemaChanges.Freeze && Undeclared is { Count: > 0 } changes
        ? $"The schema of the stream is frozen, and the batch has {string.Join(", ", changes.Take(10).Select(Describe))}{(changes.Count > 10 ? $" and {changes.Count - 10} more" : "")}. "
            + "Nothing was loaded. Set schemaChanges to evolve to take them, or discard_row or discard_value to leave them out."
        : null;

    /// <summary>The schema with what the batch brought; the same version when that is nothing.</summary>
    public StreamSchema Learned => _changes.Count == 0 ? Known : new StreamSchema(Known.Version + 1, [.. _fields.Fields.Where(one => one.Type is not null).Select(one => one.ToColumn())]);

    /// <summary>Values that are to be left out.</summary>
    public long DiscardedValues { get; private set; }

    private List<SchemaChange> Undeclared => [.. Changes.Where(change => change.Kind != "added" || !_declared.ContainsKey(change.Field))];

    public void BeginRow()
    {
        _found.Clear();
        _fields.BeginRow();
    }

    /// <summary>The field whose name is under the reader; null when it is beyond what can be remembered.</summary>
    public WatchedField? Find(ref Utf8JsonReader reader) => _fields.Find(ref reader);

    /// <summary>Looks at the value under the reader.</summary>
    public void See(WatchedField? field, ref Utf8JsonReader reader)
    {
        var kind = ValueKind.Of(ref reader);
        if (kind == ValueKinds.None || (field is not null && (field.Accepted & kind) != 0)) return;
        _found.Add((field, kind));
    }

    /// <summary>Takes what a good row brought.</summary>
    /// <param name="trims">Whether values of it are to be left out.</param>
    public RowFault? EndRow(out bool trims)
    {
        trims = false;
        if (_found.Count == 0) return null;
        switch (_policy)
        {
            case SchemaChanges.DiscardRow:
                return Fault(_found[0].Field, _found[0].Kind);
            case SchemaChanges.DiscardValue:
                DiscardedValues += _found.Count;
                trims = true;
                return null;
            default:
                foreach (var (field, kind) in _found) Learn(field, kind);
                return null;
        }
    }

    /// <summary>Writes an object without the values that its schema does not have.</summary>
    public void Trim(ReadOnlySpan<byte> row, IBufferWriter<byte> target)
    {
        var reader = new Utf8JsonReader(row, RowCheck.Options);
        reader.Read();
        target.Write("{"u8);
        var any = false;
        BeginRow();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var start = (int)reader.TokenStartIndex;
            var field = Find(ref reader);
            reader.Read();
            var before = _found.Count;
            See(field, ref reader);
            reader.Skip();
            if (_found.Count > before) continue;
            if (any) target.Write(","u8);
            target.Write(row[start..(int)reader.BytesConsumed]);
            any = true;
        }
        target.Write("}"u8);
    }

    private void Declare(SchemaColumn column)
    {
        _fields.Add(column.Name).Become(column.Type);
        _columns++;
        Changed(column.Name, "added", column.Name, column.Type);
    }

    private void Learn(WatchedField? field, ValueKinds kind)
    {
        // A field that a row names twice is learned once.
        if (field is not null && (field.Accepted & kind) != 0) return;
        if (field is { Type: RawType.Integer } && kind == ValueKinds.Number)
        {
            field.Become(RawType.Number);
            Changed(field.Name, "widened", field.Name, RawType.Number);
        }
        else if (field is null || _columns >= _mostColumns)
        {
            Ignore(field, kind);
        }
        else if (field.Type is null)
        {
            var type = _declared.TryGetValue(field.Name, out var declared) && (ValueKind.AcceptedBy(declared) & kind) != 0 ? declared : ValueKind.ColumnFor(kind);
            field.Become(type);
            _columns++;
            Changed(field.Name, "added", field.Name, type);
        }
        else
        {
            var variant = ValueKind.ColumnFor(kind);
            field.AddVariant(variant);
            _columns++;
            Changed(field.Name, "variant", SchemaColumn.VariantName(field.Name, variant), variant);
        }
    }

    /// <summary>Told once: the first field that finds no place speaks for the others.</summary>
    private void Ignore(WatchedField? field, ValueKinds kind)
    {
        field?.Ignore();
        if (_ignores) return;
        _ignores = true;
        if (_policy == SchemaChanges.Freeze) Changed(field?.Name ?? "(more fields)", "ignored", "", ValueKind.ColumnFor(kind));
    }

    private void Changed(string field, string kind, string column, RawType type) => _changes.Add(new SchemaChange(field, kind, column, SchemaColumn.Word(type)));

    private static RowFault Fault(WatchedField? field, ValueKinds kind) => field is null or { Type: null }
        ? new RowFault(RowFault.UnknownField, field is null ? "$" : "$." + field.Name)
        : new RowFault($"expected {ValueKind.Word(field.Accepted)}, found {ValueKind.Word(kind)}", "$." + field.Name);

    private static string Describe(SchemaChange change) => change.Kind switch
    {
        "added" => $"the new field {change.Field} ({change.Type})",
        "widened" => $"numbers with a fraction in {change.Field}, which had whole numbers",
        "variant" => $"values of another type ({change.Type}) in {change.Field}",
        _ => $"more fields than columns are kept for, such as {change.Field}",
    };
}
