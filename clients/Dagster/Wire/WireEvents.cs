using System.Text.Json.Serialization;

namespace ControlPlane.Clients.Dagster.Wire;

internal sealed record WireEvents(string? Cursor, bool? HasMore, IReadOnlyList<WireEvent>? Events);

/// <summary>One event of a run's log; which properties are set depends on its type.</summary>
internal sealed record WireEvent(
    [property: JsonPropertyName("__typename")] string? Type, string? Message, string? Timestamp, string? StepKey, WireError? Error,
    AssetKey? AssetKey, string? Partition, IReadOnlyList<WireMetadata>? MetadataEntries, WireEvaluation? Evaluation);

internal sealed record WireEvaluation(string? CheckName, bool? Success, string? Severity, AssetKey? AssetKey, IReadOnlyList<WireMetadata>? MetadataEntries);

/// <summary>A labelled value that the code of an asset or check attached.</summary>
internal sealed record WireMetadata(string? Label, string? IntRepr, double? FloatValue, string? Text);
