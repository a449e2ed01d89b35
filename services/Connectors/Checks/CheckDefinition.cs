using System.Text.Json.Nodes;
using ControlPlane.Connectors.Manifests;

namespace ControlPlane.Connectors.Checks;

/// <summary>Which streams are tried to see whether a config works.</summary>
/// <param name="StreamNames">Named outright.</param>
/// <param name="Dynamic">How many streams of which dynamic definition; a null count means all of them.</param>
/// <param name="FirstStreams">The first so many of all streams, whatever they are called; null to go by name.</param>
/// <param name="Overrides">What stands in the config for the time of the check.</param>
internal sealed record CheckDefinition(
    IReadOnlyList<string> StreamNames, IReadOnlyList<(string Name, int? Count)> Dynamic, int? FirstStreams, JsonObject? Overrides)
{
    private const string Reserved = "__airbyte";

    public static ComponentKinds<CheckDefinition> Kinds { get; } = new()
    {
        ["CheckStream"] = CheckStream,
        ["CheckDynamicStream"] = CheckDynamicStream,
    };

    private static ComponentKinds<Component> DynamicKinds { get; } = new() { ["DynamicStreamCheckConfig"] = c => c };

    private static CheckDefinition CheckStream(Component c)
    {
        var dynamic = c.Children("dynamic_streams_check_configs", DynamicKinds)
            .Select(d => (Name: d.Text("dynamic_stream_name", required: true) ?? "", Count: d.Integer("stream_count"))).ToArray();
        return new([.. c.Templates("stream_names").Select(n => n.Text)], dynamic, null, Overridden(c));
    }

    private static CheckDefinition CheckDynamicStream(Component c)
    {
        var count = c.Integer("stream_count");
        if (count is null && !c.Has("stream_count")) c.Error("", "CheckDynamicStream needs stream_count");
        var reads = c["use_check_availability"] is not JsonValue flag || !flag.TryGetValue(out bool use) || use;
        return new([], [], reads ? count ?? 0 : 0, Overridden(c));
    }

    private static JsonObject? Overridden(Component c)
    {
        if (c["config_overrides"] is not JsonObject { Count: > 0 } overrides) return null;
        foreach (var (name, _) in overrides.Where(o => o.Key.StartsWith(Reserved, StringComparison.Ordinal)))
            c.Error($"config_overrides.{name}", $"keys that start with {Reserved} belong to the platform, not to the connector's spec");
        return overrides;
    }
}
