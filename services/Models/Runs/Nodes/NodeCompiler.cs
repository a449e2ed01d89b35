using ControlPlane.Models.Manifests;
using ControlPlane.Models.Runs.Workers;

namespace ControlPlane.Models.Runs.Nodes;

/// <summary>Compiles nodes and writes what came of it.</summary>
internal static class NodeCompiler
{
    public static void Compile(this RunContext run, ManifestNode node, Worker worker)
    {
        run.Renderer.Compile(node, () => worker.Connection);
        if (node.ResourceType == ResourceType.Test && run.StoresFailures(node)) node.RelationName ??= run.RelationOf(node).Render();
        run.Target.WriteCompiled(node);
        foreach (var cte in node.ExtraCtes)
            if (run.Manifest.Nodes.TryGetValue(cte.Id, out var inner) && inner.CompiledPath is null) run.Target.WriteCompiled(inner);
    }

    /// <summary>Whether a test's failing rows are kept in a relation of its own.</summary>
    public static bool StoresFailures(this RunContext run, ManifestNode test) => test.Config.Flag("store_failures") ?? run.Invocation.StoreFailures;

    /// <summary>Whether a run makes a relation of it.</summary>
    public static bool IsRelational(this RunContext run, ManifestNode node) =>
        node.ResourceType.IsRefable() && !node.IsEphemeral || node.ResourceType == ResourceType.Test && run.StoresFailures(node);

    /// <summary><c>public.orders</c>: without quotes, and without the database where it is the target's own.</summary>
    public static string NameOf(this RunContext run, ManifestNode node)
    {
        var relation = run.RelationOf(node) with { QuoteDatabase = false, QuoteSchema = false, QuoteIdentifier = false };
        return (node.Database == run.Adapter.Target.Database ? relation with { IncludeDatabase = false } : relation).Render();
    }
}
