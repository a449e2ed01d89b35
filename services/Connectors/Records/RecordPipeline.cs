using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using ControlPlane.Connectors.Incremental;
using ControlPlane.Connectors.Interpolation;
using ControlPlane.Connectors.Pagination;

namespace ControlPlane.Connectors.Records;

/// <summary>
/// What happens to each record between the page and the sink. Without filter and transformations a record's bytes are passed on as they
/// stand in the page; only its cursor value is looked at.
/// </summary>
internal sealed class RecordPipeline(
    RecordSelector selector,
    IReadOnlyList<ITransformation> transformations,
    ISliceCursor? cursor,
    Scope scope,
    PageDelivery delivery,
    long stopAfter = long.MaxValue) : IRecordReceiver
{
    private static readonly JsonWriterOptions Compact = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly bool _parses = selector.Filter is not null || transformations.Count > 0;
    private readonly ArrayBufferWriter<byte> _scratch = new();
    private readonly ArrayBufferWriter<byte> _last = new();

    public long Extracted { get; private set; }

    public PageDelivery Delivery => delivery;

    /// <summary>Some template looks at the last record of a page.</summary>
    public bool KeepsLastRecord { get; set; }

    /// <summary>Told of the records that count; null when nobody wants to know.</summary>
    public SliceProgress? Progress { get; set; }

    /// <summary>Asked between pieces of a page: the rest is not wanted.</summary>
    public bool HasEnough => delivery.Seen >= stopAfter;

    /// <summary>A data feed has come to records that are older than this read wants.</summary>
    public bool ReachedKnownRecords => cursor?.EndsBeforeWindow == true;

    public JsonNode? LastRecord => _last.WrittenCount == 0 ? null : JsonNode.Parse(_last.WrittenSpan);

    public void BeginAttempt()
    {
        delivery.BeginAttempt();
        Extracted = 0;
        _last.ResetWrittenCount();
        cursor?.BeginPage();
        Progress?.BeginAttempt();
    }

    /// <summary>The page is whole: its records are handed over.</summary>
    public async ValueTask CompletePageAsync(CancellationToken cancellationToken)
    {
        await delivery.CompletePageAsync(cancellationToken);
        cursor?.CompletePage();
        Progress?.CompletePage();
    }

    /// <summary>A pipeline with the same filter and transformations that ends elsewhere and leaves the cursor alone.</summary>
    public RecordPipeline Into(PageDelivery other) => new(selector, transformations, null, scope, other) { KeepsLastRecord = KeepsLastRecord };

    /// <summary>Hands over a page of records that have been through the filter and the transformations.</summary>
    public async ValueTask DeliverAsync(IReadOnlyList<JsonNode?> records, CancellationToken cancellationToken)
    {
        delivery.BeginPage();
        BeginAttempt();
        foreach (var record in records)
        {
            Write(record);
            Deliver(_scratch.WrittenSpan, wanted: true);
        }

        await CompletePageAsync(cancellationToken);
    }

    public void OnRecord(ReadOnlySpan<byte> recordUtf8)
    {
        Extracted++;
        var record = recordUtf8;
        var wanted = true;
        if (_parses)
        {
            wanted = Transform(recordUtf8);
            record = _scratch.WrittenSpan;
        }
        else if (RecordBytes.HasLineBreak(record))
        {
            _scratch.ResetWrittenCount();
            RecordBytes.WriteCompact(recordUtf8, _scratch);
            record = _scratch.WrittenSpan;
        }

        if (KeepsLastRecord)
        {
            _last.ResetWrittenCount();
            _last.Write(record);
        }

        Deliver(record, wanted);
    }

    private void Deliver(ReadOnlySpan<byte> record, bool wanted)
    {
        if (cursor is not null && !cursor.Observe(record, wanted)) wanted = false;
        if (!wanted) return;
        Progress?.OnRecord(record);
        delivery.Add(record);
    }

    private bool Transform(ReadOnlySpan<byte> recordUtf8)
    {
        var node = JsonNode.Parse(recordUtf8);
        var wanted = true;
        if (!selector.TransformBeforeFiltering) wanted = Passes(node);
        if (node is JsonObject record)
            foreach (var transformation in transformations) transformation.Apply(record, scope);
        if (selector.TransformBeforeFiltering) wanted = Passes(node);

        Write(node);
        return wanted;
    }

    private void Write(JsonNode? node)
    {
        _scratch.ResetWrittenCount();
        using var writer = new Utf8JsonWriter(_scratch, Compact);
        if (node is null) writer.WriteNullValue();
        else node.WriteTo(writer);
        writer.Flush();
    }

    private bool Passes(JsonNode? record) =>
        selector.Filter is not { Text.Length: > 0 } filter || filter.Test(scope.With("record", TemplateValues.FromJson(record)));
}
