using System.Text.Json.Nodes;
using ControlPlane.Connectors.Interpolation;
using ControlPlane.Connectors.Manifests;

namespace ControlPlane.Connectors.Dynamic;

/// <summary>A list within the config whose items are streams.</summary>
internal sealed record StreamConfig(IReadOnlyList<Interpolated> Pointer, IReadOnlyList<JsonNode?> Defaults)
{
    public static ComponentKinds<StreamConfig> Kinds { get; } = new() { ["StreamConfig"] = Compile };

    /// <summary>The items of the config, and those that are always there.</summary>
    public IReadOnlyList<JsonNode?> Items(JsonObject config, Scope scope)
    {
        string[] path = [.. Pointer.Select(p => p.Render(scope))];
        JsonNode?[] found = path.Length == 0 ? [config] : [.. TreePath.Find(config, path).Take(1)];
        return [.. found is [JsonArray list] ? list : found.AsEnumerable(), .. Defaults];
    }

    private static StreamConfig Compile(Component c) =>
        new(c.Templates("configs_pointer", required: true), [.. (c["default_values"] as JsonArray ?? []).Select(v => v?.DeepClone())]);
}
