using System.Text.Json.Nodes;

namespace ControlPlane.Connectors.State;

/// <summary>Which slices of a stream are to be read, and the state that follows from those that were read whole.</summary>
internal interface IStreamProgress
{
    /// <summary>As slices are closed in the order in which they came, so the state moves on.</summary>
    IAsyncEnumerable<OpenSlice> SlicesAsync(CancellationToken cancellationToken);

    /// <summary>The slice has been read whole, and its records were taken.</summary>
    void Close(OpenSlice slice);

    /// <summary>Every slice has been read.</summary>
    /// <exception cref="ConnectorException">The read cannot count as successful.</exception>
    void Finish();

    /// <summary>The state of what is closed by now, a copy.</summary>
    JsonObject State();

    /// <summary>From where on the next read is given the records of a partition again, were this one to end now.</summary>
    long LowerBound(string partition);

    /// <summary>Whether it is worth while to hand out the state before the end.</summary>
    bool HasCheckpoint { get; }

    /// <summary>Writing the state takes time in the number of partitions, so it is not done for each.</summary>
    bool IsCostly { get; }

    /// <summary>A record was left out for being too late, which a later read must see.</summary>
    bool LeftOutLaterRecords { get; }
}
