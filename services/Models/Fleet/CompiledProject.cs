using ControlPlane.Models.Adapters;
using ControlPlane.Models.Jinja;
using ControlPlane.Models.Jinja.Macros;
using ControlPlane.Models.Manifests;
using ControlPlane.Templating;

namespace ControlPlane.Models.Fleet;

/// <summary>
/// Compiles the nodes of a project once for all tenants that have the same values of what each reads, with names that stand for those of a tenant. What
/// looks at names is compiled for each tenant; what asks the engine is left for when it is run.
/// </summary>
internal sealed class CompiledProject(Manifest manifest, MacroLookup macros)
{
    /// <summary>Of one node; a tenant with values of its own does not keep them all alive.</summary>
    private const int MaxVariants = 64;

    private readonly Lock _gate = new();
    private readonly CompiledNode[][] _variants = [.. Enumerable.Repeat<CompiledNode[]>([], manifest.Nodes.Count)];

    public void Give(Manifest bound, Tenant tenant, IAdapter adapter)
    {
        var own = new List<ManifestNode>();
        var missing = new List<int>();
        for (var i = 0; i < bound.Nodes.Count; i++) Give(bound, i, tenant, own, missing);
        if (missing.Count > 0) GiveMissing(bound, missing, tenant, adapter, own);
        if (own.Count == 0) return;
        var renderer = new RuntimeRenderer(bound, adapter, macros);
        foreach (var node in own)
        {
            if (!node.IsCompiled && !Compile(renderer, node, out _)) (node.IsCompiled, node.CompiledCode, node.ExtraCtes) = (false, null, []);
        }
    }

    private void Give(Manifest bound, int index, Tenant tenant, List<ManifestNode> own, List<int> missing)
    {
        var node = bound.Nodes.GetAt(index).Value;
        if (node.Language != "sql" || node.ResourceType is ResourceType.Seed or ResourceType.Operation) return;
        if (Find(index, tenant) is not { } found) missing.Add(index);
        else Give(bound, index, found, own);
    }

    private void Give(Manifest bound, int index, CompiledNode compiled, List<ManifestNode> own)
    {
        var node = bound.Nodes.GetAt(index).Value;
        node.Template = manifest.Nodes.GetAt(index).Value.Template;
        compiled.Give(node, bound);
        if (compiled.IsTried) own.Add(node);
    }

    private CompiledNode? Find(int index, Tenant tenant)
    {
        foreach (var variant in Volatile.Read(ref _variants[index]))
        {
            if (variant.Inputs.IsEmpty || InputKey.Of(variant.Inputs, tenant.Target, tenant.Invocation) == variant.Key) return variant;
        }
        return null;
    }

    private void GiveMissing(Manifest bound, List<int> missing, Tenant tenant, IAdapter adapter, List<ManifestNode> own)
    {
        lock (_gate)
        {
            var (one, two) = (StandIn(bound, StandInNames.One, adapter), StandIn(bound, StandInNames.Two, adapter));
            var compiled = new CompiledNode[missing.Count];
            Parallel.For(0, missing.Count, at => compiled[at] = Find(missing[at], tenant) ?? Compile(missing[at], one, two, tenant));
            for (var at = 0; at < missing.Count; at++)
            {
                Keep(missing[at], compiled[at]);
                Give(bound, missing[at], compiled[at], own);
            }
        }
    }

    private void Keep(int index, CompiledNode compiled)
    {
        var known = _variants[index];
        if (known.Contains(compiled)) return;
        Volatile.Write(ref _variants[index], [.. known.Length < MaxVariants ? known : known[1..], compiled]);
    }

    private RuntimeRenderer StandIn(Manifest bound, StandInNames names, IAdapter adapter)
    {
        var copy = ManifestCopy.Of(manifest, bound.Projects, bound.Invocation);
        names.Put(copy);
        return new RuntimeRenderer(copy, adapter, macros);
    }

    private CompiledNode Compile(int index, RuntimeRenderer one, RuntimeRenderer two, Tenant tenant)
    {
        var (first, second) = (one.Manifest.Nodes.GetAt(index).Value, two.Manifest.Nodes.GetAt(index).Value);
        var isCompiled = Compile(one, first, out var asksEngine);
        manifest.Nodes.GetAt(index).Value.Template ??= first.Template;
        var inputs = new RenderInputs();
        if (first.CompileInputs is { } read) inputs.Add(read);
        // What looks at names follows from more than its key says, and each tenant has its own.
        var place = inputs.Place || ReadsPlacedAlias(manifest.Nodes.GetAt(index).Value, []);
        inputs.Place = false;
        var key = InputKey.Of(inputs, tenant.Target, tenant.Invocation);
        if (!isCompiled) return CompiledNode.None(inputs, key, isTried: place || !asksEngine || first.DependsOn.Nodes.Any(id => manifest.Nodes.GetValueOrDefault(id)?.IsEphemeral is true));
        if (place || !Compile(two, second, out _) || Texts(first, StandInNames.One) is not { } texts || Texts(second, StandInNames.Two) is not { } others || !texts.IsTheSame(others))
            return CompiledNode.None(inputs, key, isTried: true);
        return new CompiledNode(inputs, key, texts.Code, texts.Own, texts.Ctes, IsTried: false);
    }

    /// <summary>Aliases are written into the text as they are; one that the project makes of where things are is another for each tenant.</summary>
    private bool ReadsPlacedAlias(ManifestNode node, HashSet<string> seen) =>
        manifest.Trace.PlacedNames.ContainsKey(("alias", node.PackageName, node.Config.Alias))
        || node.DependsOn.Nodes.Where(seen.Add).Select(id => manifest.Nodes.GetValueOrDefault(id)).OfType<ManifestNode>()
            .Any(parent => manifest.Trace.PlacedNames.ContainsKey(("alias", parent.PackageName, parent.Config.Alias)) || parent.IsEphemeral && ReadsPlacedAlias(parent, seen));

    private static CompiledTexts? Texts(ManifestNode node, StandInNames names)
    {
        if (names.Take(node.CompiledCode!) is not { } code) return null;
        var own = node.IsEphemeral ? names.Take(node.OwnCode!) : null;
        var tables = node.ExtraCtes.Select(cte => (cte.Id, Sql: names.Take(cte.Sql))).ToList();
        return tables.Exists(table => table.Sql is null) || node.IsEphemeral && own is null ? null : new CompiledTexts(code, own, tables.ConvertAll(table => (table.Id, table.Sql!)));
    }

    private static bool Compile(RuntimeRenderer renderer, ManifestNode node, out bool asksEngine)
    {
        var asked = false;
        try
        {
            renderer.Compile(node, () =>
            {
                asked = true;
                throw new AdapterException("Nothing is connected while a project is compiled for its tenants.");
            });
            return true;
        }
        catch (Exception e) when (e is TemplateException or AdapterException)
        {
            // What is wrong with it is told when it is run.
            return false;
        }
        finally
        {
            asksEngine = asked;
        }
    }

    private sealed record CompiledTexts(CompiledText Code, CompiledText? Own, List<(string Id, CompiledText Sql)> Ctes)
    {
        public bool IsTheSame(CompiledTexts other) =>
            Code.IsTheSame(other.Code) && (Own is null || Own.IsTheSame(other.Own!)) && Ctes.Count == other.Ctes.Count && Ctes.Zip(other.Ctes).All(pair => pair.First.Id == pair.Second.Id && pair.First.Sql.IsTheSame(pair.Second.Sql));
    }
}
