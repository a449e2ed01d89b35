using System.Text.Json.Nodes;
using ControlPlane.Connectors.Manifests;
using ControlPlane.Connectors.Requests.CallRates;

namespace ControlPlane.Connectors;

/// <summary>What a manifest declares as a whole.</summary>
internal sealed record ConnectorDefinition(
    IReadOnlyList<StreamDefinition> Streams, IReadOnlyList<string> CheckStreams, JsonObject? Specification, ApiBudget? Budget)
{
    private static ComponentKinds<Component> Checks { get; } = new() { ["CheckStream"] = c => c };

    private static ComponentKinds<Component> Specs { get; } = new() { ["Spec"] = c => c };

    public static ConnectorDefinition Compile(Component c)
    {
        if (c.TypeName != "DeclarativeSource") c.Error("type", "expected DeclarativeSource");
        c.Text("version", required: true);
        c.Refuse("dynamic_streams", "stream_groups");
        if (!c.Has("streams") && !c.Has("dynamic_streams")) c.Error("", "DeclarativeSource needs streams");

        var streams = c.Children("streams", StreamDefinition.Kinds);
        foreach (var twice in streams.GroupBy(s => s.Name).Where(g => g.Count() > 1)) c.Error("streams", $"the name '{twice.Key}' is used {twice.Count()} times");

        var check = c.Child("check", Checks, required: true);
        check?.Refuse("dynamic_streams_check_configs", "config_overrides");
        var names = check?.Templates("stream_names").Select(n => n.Text).ToList() ?? [];
        var declared = (c["streams"] as JsonArray)?.OfType<JsonObject>().Select(s => s["name"]?.ToString()).ToHashSet() ?? [];
        foreach (var name in names.Where(n => !declared.Contains(n))) check!.Error("stream_names", $"there is no stream '{name}'");

        var spec = c.Child("spec", Specs);
        spec?.Refuse("config_normalization_rules");
        return new(streams, names, spec?["connection_specification"] as JsonObject, c.Child("api_budget", ApiBudget.Kinds));
    }
}
