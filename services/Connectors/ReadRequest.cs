using System.Text.Json.Nodes;
using ControlPlane.Connectors.Requests;

namespace ControlPlane.Connectors;

/// <summary>What to read with.</summary>
/// <param name="Config">The source's settings, secrets resolved, in the shape that the connector's spec declares.</param>
/// <param name="State">What the last successful read returned; null for a first or full read.</param>
public sealed record ReadRequest(JsonObject Config, JsonObject? State)
{
    public ReadLimits Limits { get; init; } = ReadLimits.Default;

    /// <summary>Only the records of this time, whatever the state says; null for all that is new. Needs a stream that is read by a time.</summary>
    public ReadWindow? Window { get; init; }

    /// <summary>Knows secrets of the config that neither its spec nor their names tell; null for none.</summary>
    public SecretRedactor? Secrets { get; init; }

    /// <summary>The cursor field that the catalog names, for streams whose manifest allows it; null for that of the manifest.</summary>
    public string? CursorField { get; init; }

    /// <summary>How many slices are read at once; null for what the manifest declares, one when it declares nothing.</summary>
    public int? SlicesAtOnce { get; init; }

    /// <summary>
    /// Given the state between slices, as far as there is one: all records before it were handed to the sink. A partitioned stream, whose
    /// state may be long, gives it with the first partition and then every ten minutes.
    /// </summary>
    public Func<JsonObject, ValueTask>? Checkpoint { get; init; }

    /// <summary>What lives longer than this read; a new one unless given.</summary>
    public ConnectorRuntime Runtime { get; init; } = new();

    /// <summary>Responses to share with the reads of the connector's other streams; null for one of this read alone. The caller disposes it.</summary>
    public ResponseCache? Cache { get; init; }

    /// <summary>The stream's schema as it is configured, with the columns that are selected; null for all.</summary>
    public JsonObject? SelectedSchema { get; init; }
}

/// <summary>What a read did.</summary>
/// <param name="Records">Records handed to the sink.</param>
/// <param name="Requests">HTTP requests sent, repeated ones included.</param>
/// <param name="State">To be given to the next read once the records are safe, in the format of Airbyte's <c>stream_state</c>; a stream that is read whole each time says only so.</param>
/// <param name="NotModified">The source said that nothing has changed since the last read (304): no records, and that is a success.</param>
public sealed record ReadResult(long Records, int Requests, JsonObject? State, bool NotModified)
{
    /// <summary>How many records the source says there are; null when it does not say, or the manifest not where.</summary>
    public long? SourceTotal { get; init; }

    /// <summary>What somebody should know of a read that succeeded.</summary>
    public IReadOnlyList<ReadWarning> Warnings { get; init; } = [];
}

/// <param name="Kind">Stable, for whoever acts on it: <c>SourceTotal</c>, <c>BrokenFile</c>.</param>
/// <param name="Message">What and where, and what to do.</param>
public sealed record ReadWarning(string Kind, string Message);

/// <summary>The outcome of trying the connector out.</summary>
/// <param name="Message">Why it failed; null when it succeeded.</param>
public sealed record CheckResult(bool Succeeded, string? Message);
