using ControlPlane.Models.Manifests;

namespace ControlPlane.Models.Parsing;

/// <summary>What a node's hooks refer to and call counts as the node's own.</summary>
internal static class HookCalls
{
    private static readonly string[] Keys = ["pre-hook", "post-hook"];

    /// <param name="patchConfig">Where properties configure a node, the reference renders its hooks once before and once after, and keeps what both call.</param>
    public static void Read(ParseState state, ManifestNode node, IReadOnlyDictionary<string, object?>? patchConfig)
    {
        if (node.ResourceType == ResourceType.Test || !Of(node.Config).Any()) return;
        if (patchConfig is { Count: > 0 })
        {
            var before = state.Configs.Build(node.PackageName, node.ResourceType, node.Fqn, node.ConfigCall, null).Config;
            Read(state, node, before);
        }
        Read(state, node, node.Config);
    }

    private static void Read(ParseState state, ManifestNode node, NodeConfig config)
    {
        foreach (var sql in Of(config))
        {
            var capture = state.Renderer.Render(node, sql, node.Config.Values);
            node.Refs.AddRange(capture.Refs);
            node.Sources.AddRange(capture.Sources);
            foreach (var macro in capture.Macros) node.DependsOn.AddMacro(macro);
        }
    }

    private static IEnumerable<string> Of(NodeConfig config) =>
        Keys.SelectMany(config.List).OfType<IReadOnlyDictionary<string, object?>>().Select(hook => hook.GetValueOrDefault("sql")).OfType<string>();
}
