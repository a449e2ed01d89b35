using System.Text.Json.Nodes;
using ControlPlane.Connectors.Interpolation;
using ControlPlane.Connectors.Records;
using ControlPlane.Connectors.Records.Normalization;
using ControlPlane.Connectors.Requests;
using ControlPlane.Connectors.Requests.CallRates;
using ControlPlane.Connectors.Requests.Properties;

namespace ControlPlane.Connectors.Retrievers;

/// <summary>All that a read needs beside what the manifest declares.</summary>
internal sealed record ReadContext
{
    /// <summary>Named in errors.</summary>
    public required string StreamName { get; init; }

    /// <summary>The config; no slice and no page yet.</summary>
    public required Scope Scope { get; init; }

    public required HttpClient Http { get; init; }

    public required ReadLimits Limits { get; init; }

    public required TimeProvider Time { get; init; }

    public required SecretRedactor Redactor { get; init; }

    public required ConnectorRuntime Runtime { get; init; }

    public ApiBudget? Budget { get; init; }

    /// <summary>Responses that this read, or the connector's other streams, have seen before.</summary>
    public required ResponseCache Cache { get; init; }

    /// <summary>The lists of properties that this read has asked the source for.</summary>
    public PropertyLists Properties { get; init; } = new();

    /// <summary>The schema with the columns that are selected; null for all.</summary>
    public JsonObject? SelectedSchema { get; init; }

    /// <summary>The stream's records have a key.</summary>
    public bool HasPrimaryKey { get; init; }

    /// <summary>Once this many records are seen, nothing further is asked for.</summary>
    public long StopAfter { get; init; } = long.MaxValue;

    /// <summary>How many jobs the source may work on at once.</summary>
    public int AsyncJobs { get; init; } = 1;

    /// <summary>How many slices may be read at once.</summary>
    public int SlicesAtOnce { get; init; } = 1;

    /// <summary>The cursor field that the catalog names; it counts where the manifest allows it.</summary>
    public string? CatalogCursorField { get; init; }

    /// <summary>The first page of a partition is taken from the parent's record where that holds it.</summary>
    public bool TakesFirstPageFromParent { get; init; }

    /// <summary>How the cursor's window gets into requests; null when there is none.</summary>
    public ISliceOptions? CursorOptions { get; init; }

    /// <summary>Null unless the stream's records are brought to the types of its schema.</summary>
    public SchemaNormalization? Normalization { get; init; }

    /// <summary>Null unless the stream asks for conditional requests and is read in one slice.</summary>
    public ConditionalState? Conditional { get; init; }

    /// <summary>What the source says of the number of this stream's records.</summary>
    public SourceTotals Totals { get; init; } = new();

    /// <summary>HTTP requests sent; contexts made from one another count together.</summary>
    public RequestCount Requests { get; init; } = new();

    public PageDelivery OpenDelivery(IRecordSink sink) => new(sink, Limits.HoldBackBytes);
}

internal sealed class RequestCount
{
    private int _sent;

    public int Sent => _sent;

    public void Add() => Interlocked.Increment(ref _sent);
}
