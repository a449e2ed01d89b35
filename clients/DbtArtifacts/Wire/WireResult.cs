using System.Globalization;
using System.Text.Json;

namespace ControlPlane.Clients.DbtArtifacts.Wire;

internal sealed record WireResult(
    string? UniqueId, string? Status, IReadOnlyList<WireTiming>? Timing, double? ExecutionTime, string? Message, long? Failures, JsonElement AdapterResponse, string? RelationName)
{
    public NodeResult ToResult() => new()
    {
        UniqueId = UniqueId ?? throw new JsonException(),
        Status = new NodeStatus(Status ?? throw new JsonException()),
        ExecutionTime = WireTime.Seconds(ExecutionTime),
        Message = Message,
        Failures = Failures,
        RowsAffected = Rows(),
        QueryId = Response("query_id") is { ValueKind: JsonValueKind.String } id ? id.GetString() : null,
        RelationName = RelationName,
        StartedAt = Timing?.Select(timing => WireTime.Parse(timing.StartedAt)).Min(),
        CompletedAt = Timing?.Select(timing => WireTime.Parse(timing.CompletedAt)).Max(),
    };

    /// <summary>What each adapter answers is its own affair; -1 stands for a statement that affects no rows.</summary>
    private long? Rows() => Response("rows_affected") switch
    {
        { ValueKind: JsonValueKind.Number } number when number.TryGetInt64(out var rows) && rows >= 0 => rows,
        { ValueKind: JsonValueKind.String } text when long.TryParse(text.GetString(), CultureInfo.InvariantCulture, out var rows) && rows >= 0 => rows,
        _ => null,
    };

    private JsonElement? Response(string name) =>
        AdapterResponse.ValueKind == JsonValueKind.Object && AdapterResponse.TryGetProperty(name, out var value) ? value : null;
}

internal sealed record WireTiming(string? StartedAt, string? CompletedAt);
