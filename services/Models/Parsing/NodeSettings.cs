using ControlPlane.Models.Manifests;
using ControlPlane.Models.Parsing.Configs;

namespace ControlPlane.Models.Parsing;

/// <summary>Gives a node its configuration and what follows from it: tags, meta, access, and its database, schema and alias.</summary>
internal static class NodeSettings
{
    /// <param name="patchConfig">What the node's properties say.</param>
    public static void Apply(ParseState state, ManifestNode node, IReadOnlyDictionary<string, object?>? patchConfig)
    {
        (node.Config, node.UnrenderedConfig) = state.Configs.Build(node.PackageName, node.ResourceType, node.Fqn, node.ConfigCall, patchConfig);
        foreach (var problem in ConfigChecks.Of(node)) state.Errors.Add(state.Place(node), node.Line, problem.Message, problem.Fix);
        foreach (var tag in node.Config.List("tags").OfType<string>())
        {
            if (!node.Tags.Contains(tag)) node.Tags.Add(tag);
        }
        if (node.Config.Map("meta") is Dictionary<string, object?> { Count: > 0 } meta) node.Meta = meta;
        if (node.Config.Text("group") is { Length: > 0 } group) node.Group = group;
        if (node.ResourceType == ResourceType.Model && node.Config.Text("access") is { Length: > 0 } access) node.Access = access;
        var docs = node.Config.Map("docs");
        if (docs.Count > 0) node.Docs = new Docs(docs.GetValueOrDefault("show") is not false, docs.GetValueOrDefault("node_color") as string);
        var contract = node.Config.Map("contract");
        if (contract.Count > 0)
            node.Contract = node.Contract with { Enforced = contract.GetValueOrDefault("enforced") is true, AliasTypes = contract.GetValueOrDefault("alias_types") is not false };
        Name(state, node);
    }

    /// <summary>The names that the project's macros make of what the configuration says.</summary>
    public static void Name(ParseState state, ManifestNode node)
    {
        node.Database = state.Names.Database(node);
        node.Schema = state.Names.Schema(node);
        node.Alias = state.Names.Alias(node);
        if (node.ResourceType == ResourceType.Snapshot)
        {
            node.Database = node.Config.Text("target_database") is { Length: > 0 } database ? database : node.Database;
            node.Schema = node.Config.Text("target_schema") is { Length: > 0 } schema ? schema : node.Schema;
        }
        node.RelationName = HasRelation(state, node) ? state.Adapter.Relation(node, state.Projects).Render() : null;
    }

    /// <summary>Ephemeral models and tests that do not keep their failures are nothing in the database.</summary>
    public static bool HasRelation(ParseState state, ManifestNode node) =>
        node.ResourceType.IsRefable() ? node.Config.Materialized != "ephemeral" : node.ResourceType == ResourceType.Test && (node.Config.Flag("store_failures") is true || state.Manifest.Invocation.StoreFailures);
}
