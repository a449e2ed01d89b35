using System.Text.Json.Nodes;
using ControlPlane.Connectors.Manifests;

namespace ControlPlane.Connectors.Dynamic;

/// <summary>Streams that share a resource of the source and must not be read at the same time.</summary>
internal static class StreamGroups
{
    /// <summary>The group of each stream that is in one, by the stream's name.</summary>
    public static IReadOnlyDictionary<string, string> Compile(Component source)
    {
        var groups = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (group, declared) in source["stream_groups"] as JsonObject ?? [])
        {
            if (declared?["action"]?["type"]?.ToString() is { } action && action != "BlockSimultaneousSyncsAction")
                source.Error($"stream_groups.{group}.action", $"{action} is not known; BlockSimultaneousSyncsAction");
            foreach (var stream in (declared?["streams"] as JsonArray ?? []).OfType<JsonObject>())
                if (stream["name"]?.ToString() is { Length: > 0 } name) groups[name] = group;
        }

        return groups;
    }
}
