using ControlPlane.Models.Jinja;
using ControlPlane.Models.Manifests;
using ControlPlane.Templating;

namespace ControlPlane.Models.Compilation;

/// <summary>
/// Compiles a node with the ephemeral models that it refers to, and those that they refer to, in front. Each of them is compiled once, whichever thread
/// comes first.
/// </summary>
/// <param name="render">Sets a node's own code and the ephemeral models that its text refers to.</param>
/// <param name="find">A node by unique id.</param>
internal sealed class EphemeralModels(Action<ManifestNode> render, Func<string, ManifestNode?> find)
{
    public void Compile(ManifestNode node) => Compile(node, []);

    private void Compile(ManifestNode node, IReadOnlyList<ManifestNode> waiting)
    {
        if (waiting.Contains(node))
            throw new TemplateException($"Ephemeral models refer to one another in a circle: {string.Join(" -> ", waiting.Append(node).Select(each => each.Name))}");
        // A list of its own: bound to several tenants, or copied for its batches, a node shares what it had.
        node.ExtraCtes = [];
        node.ExtraCtesInjected = false;
        render(node);
        node.OwnCode = node.CompiledCode;
        if (node.ExtraCtes.Count > 0)
            Inject(node, [.. waiting, node]);
        node.ExtraCtesInjected = true;
        node.IsCompiled = true;
    }

    private void Inject(ManifestNode node, IReadOnlyList<ManifestNode> waiting)
    {
        List<InjectedCte> tables = [];
        foreach (var reference in node.ExtraCtes)
        {
            var inner = find(reference.Id) ?? throw new TemplateException($"During compilation, found a cte reference that could not be resolved: {reference.Id}");
            lock (inner)
            {
                if (!inner.IsCompiled || !inner.ExtraCtesInjected) Compile(inner, waiting);
            }

            foreach (var table in inner.ExtraCtes) Add(tables, table);
            Add(tables, new InjectedCte(inner.UniqueId, $" __dbt__cte__{inner.Alias} as (\n{inner.OwnCode}\n)"));
            (node.CompileInputs ??= new RenderInputs()).Add(inner.CompileInputs ?? new RenderInputs());
        }

        node.CompiledCode = CteInjection.Inject(node.CompiledCode!, [.. tables.Select(table => table.Sql)]);
        node.ExtraCtes = tables;
    }

    private static void Add(List<InjectedCte> tables, InjectedCte table)
    {
        var known = tables.FindIndex(other => other.Id == table.Id);
        if (known < 0)
            tables.Add(table);
        else
            tables[known] = table;
    }
}
