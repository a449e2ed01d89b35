using ControlPlane.Models.Artifacts;
using ControlPlane.Models.Manifests;
using ControlPlane.Templating;

namespace ControlPlane.Models.Runs.Results;

/// <summary>A result as on-run-end's templates see it: <c>result.node.unique_id</c>, <c>result.status</c>, <c>result.to_dict()</c>.</summary>
internal sealed class ResultValue(NodeResult result) : ITemplateObject
{
    private readonly Lazy<Dictionary<string, object?>> _values = new(() => Values(result));

    public bool TryGetMember(string name, out object? value)
    {
        if (name is not ("to_dict" or "to_msg_dict")) return _values.Value.TryGetValue(name, out value);
        value = (TemplateFunction)(_ => _values.Value.ToDictionary(pair => pair.Key, pair => ResultPart.Plain(pair.Value), StringComparer.Ordinal));
        return true;
    }

    public override string ToString() => $"RunResult(status='{result.Status.Name()}', unique_id='{result.Node.UniqueId}')";

    private static Dictionary<string, object?> Values(NodeResult result) => new(StringComparer.Ordinal)
    {
        ["status"] = result.Status.Name(),
        ["timing"] = result.Timing.Select(timing => (object?)new ResultPart(new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["name"] = timing.Name, ["started_at"] = timing.StartedAt.UtcDateTime, ["completed_at"] = timing.CompletedAt.UtcDateTime,
        }, isLenient: false)).ToList(),
        ["thread_id"] = result.ThreadId,
        ["execution_time"] = result.ExecutionSeconds,
        ["adapter_response"] = new Dictionary<string, object?>(result.AdapterResponse, StringComparer.Ordinal),
        ["message"] = result.Message,
        ["failures"] = result.Failures,
        ["node"] = Node(result.Node),
    };

    private static ResultPart Node(GraphNode node)
    {
        var values = NodeValues.Of(node);
        if (values.GetValueOrDefault("config") is IReadOnlyDictionary<string, object?> config) values["config"] = new ResultPart(config, isLenient: true);
        return new ResultPart(values, isLenient: false);
    }
}
