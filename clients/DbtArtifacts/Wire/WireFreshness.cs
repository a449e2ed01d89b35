using System.Text.Json;

namespace ControlPlane.Clients.DbtArtifacts.Wire;

internal sealed record WireFreshness(string? UniqueId, string? Status, string? MaxLoadedAt, string? SnapshottedAt, double? MaxLoadedAtTimeAgoInS, JsonElement Error)
{
    public SourceFreshness ToFreshness() => new()
    {
        UniqueId = UniqueId ?? throw new JsonException(),
        Status = new NodeStatus(Status ?? throw new JsonException()),
        MaxLoadedAt = WireTime.Parse(MaxLoadedAt),
        SnapshottedAt = WireTime.Parse(SnapshottedAt),
        Age = MaxLoadedAtTimeAgoInS is { } seconds ? WireTime.Seconds(seconds) : null,
        Error = Error.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null ? null : Error.ToString(),
    };
}
