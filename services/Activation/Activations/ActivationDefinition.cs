namespace ControlPlane.Activation.Activations;

/// <summary>
/// One reverse-ETL sync as <c>activations.yml</c> declares it. It upserts: a row that leaves the mart is counted and stays at the
/// destination.
/// </summary>
public sealed record ActivationDefinition
{
    /// <summary>The default of <see cref="MaxFailedShare"/>, the same that sources have.</summary>
    public const double DefaultMaxFailedShare = 0.01;

    public required string Name { get; init; }

    public string? Description { get; init; }

    public required string Mart { get; init; }

    /// <summary>The columns that identify a row, at least one.</summary>
    public required IReadOnlyList<string> Key { get; init; }

    public required DestinationDefinition Destination { get; init; }

    /// <summary>In the declared order.</summary>
    public required IReadOnlyList<MappedProperty> Mapping { get; init; }

    /// <summary>
    /// The share of selected rows, 0 to 1, that may fail before the activation does. Failed rows are kept with their reason and sent
    /// again by the next run either way.
    /// </summary>
    public double MaxFailedShare { get; init; } = DefaultMaxFailedShare;
}

/// <param name="Kind">Only <c>http-json</c>.</param>
/// <param name="Connection">A connection of the tenant's spec.</param>
/// <param name="Path">Below the connection's address; starts with a slash.</param>
/// <param name="IdProperty">What the destination calls the row's id: the key's values joined with <c>|</c>.</param>
/// <param name="BatchSize">Rows a request, 1 to 1000; default 100.</param>
public sealed record DestinationDefinition(string Kind, string Connection, string Path, string IdProperty, int BatchSize);

/// <summary>A property of the destination and the column it is filled from.</summary>
public sealed record MappedProperty(string Property, string Column);
