using System.Text.Json;
using System.Text.Json.Nodes;

namespace ControlPlane.AppHost.SampleSource.Crm;

/// <summary>All objects by kind, in memory, in the order they were first sent.</summary>
internal sealed class CrmStore(SampleServerOptions options)
{
    private const int MaxTextLength = 65_536;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, OrderedDictionary<string, CrmObject>> _kinds = [];
    private readonly HashSet<(string Kind, string Id)> _flaked = [];

    /// <returns><c>{"results": [{id, outcome}], "errors": [{id, message, retryable}]}</c>, each input in exactly one of the two.</returns>
    public JsonObject Upsert(string kind, CrmBatch batch)
    {
        JsonArray results = [], errors = [];
        lock (_lock)
        {
            if (!_kinds.TryGetValue(kind, out var objects)) _kinds[kind] = objects = [];
            foreach (var input in batch.Inputs)
            {
                if (Refusal(kind, input) is { } refusal)
                    errors.Add(new JsonObject { ["id"] = input.Id, ["message"] = refusal.Message, ["retryable"] = refusal.Retryable });
                else
                    results.Add(new JsonObject { ["id"] = input.Id, ["outcome"] = Upsert(objects, input) });
            }
        }
        return new JsonObject { ["results"] = results, ["errors"] = errors };
    }

    public JsonObject List(string kind)
    {
        lock (_lock)
        {
            JsonArray results = [.. _kinds.GetValueOrDefault(kind)?.Values.Select(held => held.ToJson()) ?? []];
            return new JsonObject { ["total"] = results.Count, ["results"] = results };
        }
    }

    private string Upsert(OrderedDictionary<string, CrmObject> objects, CrmInput input)
    {
        var now = options.TimeProvider.GetUtcNow();
        if (objects.TryGetValue(input.Id, out var held)) return held.Set(input.Properties, now) ? "updated" : "unchanged";
        objects[input.Id] = held = new CrmObject(input.Id, now);
        held.Set(input.Properties, now);
        return "created";
    }

    private (string Message, bool Retryable)? Refusal(string kind, CrmInput input)
    {
        if (options.CrmRefusedIds.Contains(input.Id)) return ("The record was refused by a rule of the CRM", false);
        if (options.CrmFlakyIds.Contains(input.Id) && _flaked.Add((kind, input.Id))) return ("The record is locked by another change", true);
        foreach (var (name, value) in input.Properties)
        {
            if (value is JsonObject or JsonArray) return ($"Property '{name}' must be a string, number, boolean or null", false);
            if (value?.GetValueKind() == JsonValueKind.String && value.GetValue<string>().Length > MaxTextLength)
                return ($"Property '{name}' is longer than {MaxTextLength} characters", false);
        }
        return null;
    }
}
