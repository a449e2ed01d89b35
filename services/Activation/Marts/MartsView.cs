namespace ControlPlane.Activation.Marts;

/// <summary>The marts of a tenant, by name.</summary>
public sealed record MartsView(IReadOnlyList<MartView> Marts);

public sealed record MartView(string Name, IReadOnlyList<ColumnView> Columns);

/// <param name="Type">As the warehouse names it.</param>
public sealed record ColumnView(string Name, string Type, bool Nullable);

/// <summary>One page of a mart; describes what is streamed.</summary>
/// <param name="Rows">By column; dates and times in ISO 8601, numbers with all their digits.</param>
/// <param name="Next">The cursor of the next page; null on the last.</param>
public sealed record MartRowsView(IReadOnlyList<IReadOnlyDictionary<string, System.Text.Json.JsonElement>> Rows, string? Next);
