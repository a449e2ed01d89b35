using ControlPlane.Models.Artifacts;
using ControlPlane.Models.Manifests;

namespace ControlPlane.Models.Selection;

/// <summary>Whether a node is as an earlier manifest has it, part by part.</summary>
internal static class NodeComparison
{
    /// <summary>Where a relation goes and what it is labelled with is compared apart from its configuration.</summary>
    private static readonly HashSet<string> NotCompared = new(["alias", "schema", "database", "tags", "group"], StringComparer.Ordinal);
    private static readonly string[] RelationKeys = ["database", "schema", "alias"];
    private static readonly HashSet<string> TestKeys = new(["severity", "where", "limit", "fail_calc", "warn_if", "error_if", "store_failures", "store_failures_as"], StringComparer.Ordinal);

    public static bool SameContents(GraphNode node, IReadOnlyDictionary<string, object?>? old) => node switch
    {
        // What was no source or exposure before is no change of one.
        SourceDefinition source => old is null || SameSource(source, old),
        Exposure exposure => old is null || SameExposure(exposure, old),
        UnitTest test => old is not null && test.Checksum == old.GetValueOrDefault("checksum") as string,
        ManifestNode { TestMetadata: not null } test => old is not null && SameConfig(test, old) && SameFqn(test, old),
        ManifestNode own => old is not null && SameNode(own, old),
        SemanticNode semantic => old is null || SameSemantics(semantic, old),
        _ => old is not null,
    };

    public static bool SameBody(ManifestNode node, IReadOnlyDictionary<string, object?> old) => node.ResourceType == ResourceType.Seed
        ? old.GetValueOrDefault("checksum") is IReadOnlyDictionary<string, object?> checksum
            && node.Checksum == new Checksum(checksum.GetValueOrDefault("name") as string ?? "", checksum.GetValueOrDefault("checksum") as string ?? "")
        : node.RawCode == old.GetValueOrDefault("raw_code") as string;

    public static bool SameConfig(GraphNode node, IReadOnlyDictionary<string, object?> old)
    {
        var before = Map(old, "unrendered_config");
        var isTest = node.ResourceType == ResourceType.Test;
        return node.UnrenderedConfig.Keys.Union(before.Keys, StringComparer.Ordinal)
            .Where(key => isTest ? TestKeys.Contains(key) : !NotCompared.Contains(key) || node is SourceDefinition or Exposure)
            .All(key => node.UnrenderedConfig.TryGetValue(key, out var now) && before.TryGetValue(key, out var then) && Values.Same(now, then));
    }

    public static bool SamePersistedDescription(ManifestNode node, IReadOnlyDictionary<string, object?> old)
    {
        var persisted = node.Config.Map("persist_docs");
        return (persisted.GetValueOrDefault("relation") is not true || node.Description == old.GetValueOrDefault("description") as string)
            && (persisted.GetValueOrDefault("columns") is not true || SameColumns(node, Map(old, "columns")));
    }

    public static bool SameRelation(GraphNode node, IReadOnlyDictionary<string, object?> old) => node is SourceDefinition source
        ? source.Database == old.GetValueOrDefault("database") as string && source.Schema == old.GetValueOrDefault("schema") as string && source.Identifier == old.GetValueOrDefault("identifier") as string
        : RelationKeys.All(key => Values.Same(node.UnrenderedConfig.GetValueOrDefault(key), Map(old, "unrendered_config").GetValueOrDefault(key)));

    /// <summary>The contract is kept or was none.</summary>
    public static bool SameContract(ManifestNode node, IReadOnlyDictionary<string, object?> old)
    {
        if (node.ResourceType != ResourceType.Model) return true;
        var contract = Map(old, "contract");
        var enforced = contract.GetValueOrDefault("enforced") is true;
        return node.Contract.Enforced == enforced && (!enforced || node.Contract.Hash == contract.GetValueOrDefault("checksum") as string);
    }

    private static bool SameNode(ManifestNode node, IReadOnlyDictionary<string, object?> old) =>
        SameBody(node, old) && SameConfig(node, old) && SamePersistedDescription(node, old) && SameFqn(node, old) && SameRelation(node, old) && SameContract(node, old)
        && (node.ResourceType != ResourceType.Model
            || (Values.Same(node.LatestVersion, old.GetValueOrDefault("latest_version")) && node.Access == old.GetValueOrDefault("access") as string
                && node.DeprecationDate == old.GetValueOrDefault("deprecation_date") as string));

    private static bool SameSource(SourceDefinition source, IReadOnlyDictionary<string, object?> old)
    {
        var now = NodeValues.Of(source);
        return SameRelation(source, old) && SameFqn(source, old) && SameConfig(source, old)
            && Values.Same(now["quoting"], old.GetValueOrDefault("quoting")) && Values.Same(now["freshness"], old.GetValueOrDefault("freshness"))
            && source.LoadedAtField == old.GetValueOrDefault("loaded_at_field") as string && Values.Same(source.External, old.GetValueOrDefault("external"));
    }

    private static bool SameExposure(Exposure exposure, IReadOnlyDictionary<string, object?> old)
    {
        var now = NodeValues.Of(exposure);
        string[] compared = ["fqn", "type", "owner", "maturity", "url", "description", "label"];
        return compared.All(key => Values.Same(now[key], old.GetValueOrDefault(key))) && SameConfig(exposure, old)
            && exposure.DependsOn.Nodes.ToHashSet(StringComparer.Ordinal).SetEquals((Map(old, "depends_on").GetValueOrDefault("nodes") as IReadOnlyList<object?> ?? []).OfType<string>());
    }

    private static bool SameSemantics(SemanticNode node, IReadOnlyDictionary<string, object?> old)
    {
        var now = NodeValues.Of(node);
        string[] compared = node.ResourceType switch
        {
            ResourceType.Metric => ["filter", "metadata", "type", "type_params", "description", "label", "config"],
            ResourceType.SemanticModel => ["model", "description", "defaults", "entities", "dimensions", "measures", "config", "primary_entity", "group"],
            _ => ["query_params", "label", "description", "config", "group"],
        };
        return compared.All(key => Values.Same(now.GetValueOrDefault(key), old.GetValueOrDefault(key)));
    }

    private static bool SameColumns(ManifestNode node, IReadOnlyDictionary<string, object?> columns) =>
        node.Columns.Count == columns.Count && node.Columns.All(pair =>
            columns.GetValueOrDefault(pair.Key) is IReadOnlyDictionary<string, object?> column && column.GetValueOrDefault("description") as string == pair.Value.Description);

    private static bool SameFqn(GraphNode node, IReadOnlyDictionary<string, object?> old) =>
        old.GetValueOrDefault("fqn") is IReadOnlyList<object?> fqn && fqn.SequenceEqual(node.Fqn);

    private static IReadOnlyDictionary<string, object?> Map(IReadOnlyDictionary<string, object?> values, string key) =>
        values.GetValueOrDefault(key) as IReadOnlyDictionary<string, object?> ?? new Dictionary<string, object?>(StringComparer.Ordinal);
}
