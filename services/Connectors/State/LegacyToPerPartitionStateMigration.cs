using System.Text.Json.Nodes;
using ControlPlane.Connectors.Incremental;
using ControlPlane.Connectors.Interpolation;
using ControlPlane.Connectors.Partitions;

namespace ControlPlane.Connectors.State;

/// <summary><c>{"12": {"at": "…"}}</c> becomes <c>{"states": [{"partition": {"id": "12"}, "cursor": {"at": "…"}}]}</c>.</summary>
internal sealed record LegacyToPerPartitionStateMigration : IStateMigration
{
    public string? WhyNot(IPartitionRouter? router, IIncrementalSync? cursor) =>
        router is not (SubstreamPartitionRouter or UnionPartitionRouter) ? "LegacyToPerPartitionStateMigration needs a SubstreamPartitionRouter or UnionPartitionRouter"
        : cursor is null ? "LegacyToPerPartitionStateMigration needs incremental_sync"
        : null;

    public JsonObject Apply(JsonObject state, IPartitionRouter router, IIncrementalSync cursor, Scope scope)
    {
        var field = cursor.CursorField.Render(scope);
        var isOld = state.Count > 0 && !state.ContainsKey("states") && router.PartitionFields.Count == 1
            && state.All(p => p.Value is JsonObject { Count: 1 } value && value.ContainsKey(field));
        if (!isOld) return state;
        var partition = router.PartitionFields[0].Render(scope);
        return new()
        {
            ["states"] = new JsonArray([.. state.Select(p => new JsonObject
            {
                ["partition"] = new JsonObject { [partition] = p.Key },
                ["cursor"] = p.Value!.DeepClone(),
            })]),
        };
    }
}
