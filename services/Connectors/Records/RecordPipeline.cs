using System.Buffers;
using System.Text;
using System.Text.Json.Nodes;
using ControlPlane.Connectors.Incremental;
using ControlPlane.Connectors.Interpolation;
using ControlPlane.Connectors.Pagination;
using ControlPlane.Connectors.Records.Documents;
using ControlPlane.Connectors.Records.Normalization;
using ControlPlane.Connectors.Records.Transformations;

namespace ControlPlane.Connectors.Records;

/// <summary>
/// What happens to each record between the page and the sink. Without filter and transformations a record's bytes are passed on as they
/// stand in the page, and only its cursor value is looked at; with them, the parts that are left alone keep their bytes.
/// </summary>
internal sealed class RecordPipeline : IRecordReceiver
{
    private readonly RecordSelector _selector;
    private readonly IReadOnlyList<ITransformation> _transformations;
    private readonly ISliceCursor? _cursor;
    private readonly Scope _scope;
    private readonly long _stopAfter;
    private readonly Interpolated? _filter;
    private readonly RecordDocument _document = new();
    private readonly JsonBytes _changed = new();
    private readonly ArrayBufferWriter<byte> _compact = new();
    private readonly ArrayBufferWriter<byte> _last = new();
    private readonly byte[] _cursorField;
    private Scope? _recordScope;
    private PagePrint _print;
    private long _bytes;

    public RecordPipeline(
        RecordSelector selector,
        IReadOnlyList<ITransformation> transformations,
        ISliceCursor? cursor,
        Scope scope,
        PageDelivery delivery,
        long stopAfter = long.MaxValue)
    {
        (_selector, _transformations, _cursor, _scope, Delivery, _stopAfter) = (selector, transformations, cursor, scope, delivery, stopAfter);
        _filter = selector.Filter is { Text.Length: > 0 } filter ? filter : null;
        _cursorField = cursor is null ? [] : Encoding.UTF8.GetBytes(cursor.Field);
    }

    public long Extracted { get; private set; }

    /// <summary>Tells this page from others.</summary>
    public PagePrint Print => _print with { Records = Extracted, Bytes = _bytes };

    public PageDelivery Delivery { get; }

    /// <summary>The cursor drops records itself: the filter then sees them transformed, unless the selector says otherwise.</summary>
    public bool FiltersByCursor { get; init; }

    /// <summary>Null when values are not brought to the types of the schema.</summary>
    public SchemaNormalization? Normalization { get; init; }

    /// <summary>Some template looks at the last record of a page.</summary>
    public bool KeepsLastRecord { get; set; }

    /// <summary>Told of the records that count; null when nobody wants to know.</summary>
    public SliceProgress? Progress { get; set; }

    /// <summary>Told of every record that the page has; null when nobody wants to know.</summary>
    public RepeatedPages? Repeated { get; set; }

    /// <summary>Asked between pieces of a page: the rest is not wanted.</summary>
    public bool HasEnough => Delivery.Seen >= _stopAfter;

    /// <summary>A data feed has come to records that are older than this read wants.</summary>
    public bool ReachedKnownRecords => _cursor?.EndsBeforeWindow == true;

    public JsonNode? LastRecord => _last.WrittenCount == 0 ? null : JsonTree.Parse(_last.WrittenSpan);

    private bool LooksInside => _filter is not null || _transformations.Count > 0 || Normalization is not null;

    public void BeginAttempt()
    {
        Delivery.BeginAttempt();
        Extracted = 0;
        (_print, _bytes) = (default, 0);
        _last.ResetWrittenCount();
        _cursor?.BeginPage();
        Progress?.BeginAttempt();
        Repeated?.BeginAttempt();
    }

    /// <summary>The page is whole: its records are handed over.</summary>
    public async ValueTask CompletePageAsync(CancellationToken cancellationToken)
    {
        await Delivery.CompletePageAsync(cancellationToken);
        _cursor?.CompletePage();
        Progress?.CompletePage();
    }

    /// <summary>A pipeline with the same filter and transformations that ends elsewhere and leaves the cursor alone.</summary>
    public RecordPipeline Into(PageDelivery other) =>
        new(_selector, _transformations, null, _scope, other) { FiltersByCursor = FiltersByCursor, Normalization = Normalization, KeepsLastRecord = KeepsLastRecord };

    /// <summary>Hands over a page of records that have been through the filter and the transformations.</summary>
    public async ValueTask DeliverAsync(IEnumerable<ReadOnlyMemory<byte>> records, CancellationToken cancellationToken)
    {
        Delivery.BeginPage();
        BeginAttempt();
        foreach (var record in records) Deliver(record.Span, null, wanted: true);
        await CompletePageAsync(cancellationToken);
    }

    public void OnRecord(ReadOnlySpan<byte> recordUtf8)
    {
        if (Extracted++ == 0) _print = PagePrint.Of(recordUtf8);
        _bytes += recordUtf8.Length;
        JsonSlice.CheckUtf8(recordUtf8);
        Repeated?.OnRecord(recordUtf8);
        var record = recordUtf8;
        if (RecordBytes.HasLineBreak(record))
        {
            _compact.ResetWrittenCount();
            RecordBytes.WriteCompact(recordUtf8, _compact);
            record = _compact.WrittenSpan;
        }

        var wanted = true;
        if (LooksInside)
        {
            wanted = Change(record);
            if (_document.Root is { IsChanged: true })
            {
                _changed.Clear();
                _document.WriteTo(_changed);
                record = _changed.Written;
            }
        }

        if (KeepsLastRecord)
        {
            _last.ResetWrittenCount();
            _last.Write(record);
        }

        Deliver(record, LooksInside ? _document.Root : null, wanted);
    }

    /// <param name="document">The record where it has been looked into.</param>
    private void Deliver(ReadOnlySpan<byte> record, RecordObject? document, bool wanted)
    {
        if (_cursor is not null)
        {
            if (document is null || !document.TryGetBytes(_cursor.Field, out var value)) value = JsonSlice.FindMember(record, _cursorField);
            if (!_cursor.Observe(value, wanted)) wanted = false;
        }

        if (!wanted) return;
        if (Progress?.Takes(record) == false) return;
        Delivery.Add(record);
    }

    /// <summary>False when the filter drops the record; what comes after the filter is then left out.</summary>
    private bool Change(ReadOnlySpan<byte> record)
    {
        _document.Load(record);
        var scope = _document.Root is null ? _scope.With("record", _document.Value) : _recordScope ??= _scope.With("record", _document.Root);
        var transformsFirst = _selector.TransformBeforeFiltering ?? FiltersByCursor;
        if (!transformsFirst && !Passes(scope)) return false;
        if (_document.Root is { } root)
            foreach (var transformation in _transformations) transformation.Apply(root, scope);
        if (transformsFirst && !Passes(scope)) return false;
        if (_document.Root is { } transformed) Normalization?.Apply(transformed);
        return true;
    }

    private bool Passes(Scope scope) => _filter is null || _filter.Test(scope);
}
