using System.Text.Json.Nodes;

namespace ControlPlane.Models.Tests.Compatibility;

/// <summary>What a manifest says of each node, a line each.</summary>
internal static class ManifestText
{
    public static string Of(JsonObject manifest) =>
        string.Concat(from section in (string[])["nodes", "sources", "exposures", "unit_tests", "disabled"]
                      from entry in manifest[section]!.AsObject().OrderBy(pair => pair.Key, StringComparer.Ordinal)
                      from line in Lines(entry.Key, entry.Value is JsonArray all ? all[0]!.AsObject() : entry.Value!.AsObject(), entry.Value is JsonArray)
                      select $"{line}\n");

    private static IEnumerable<string> Lines(string id, JsonObject node, bool isDisabled)
    {
        var depends = node["depends_on"] as JsonObject;
        yield return isDisabled ? $"{id} (disabled)" : id;
        yield return $"  fqn {string.Join('.', node["fqn"]!.AsArray())}";
        yield return $"  checksum {PlainJson.Of(node["checksum"])}";
        yield return $"  relation {PlainJson.Of(node["relation_name"])}";
        yield return $"  nodes {Names(depends, "nodes")}".TrimEnd();
        yield return $"  macros {Names(depends, "macros")}".TrimEnd();
        yield return $"  unrendered {PlainJson.Of(node["unrendered_config"])}";
        yield return $"  config {PlainJson.Of(node["config"])}";
    }

    private static string Names(JsonObject? depends, string kind) =>
        string.Join(' ', (depends?[kind] as JsonArray ?? []).Select(name => name!.ToString()).Order(StringComparer.Ordinal));
}
