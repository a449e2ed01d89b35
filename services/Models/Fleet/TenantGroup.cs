using ControlPlane.Models.Adapters;
using ControlPlane.Models.Jinja;
using ControlPlane.Models.Jinja.Macros;
using ControlPlane.Models.Manifests;
using ControlPlane.Templating;

namespace ControlPlane.Models.Fleet;

/// <summary>The tenants for whom parsing a project gives the same but for names: they have the same values of all that parsing reads.</summary>
internal sealed class TenantGroup
{
    private readonly RenderInputs _inputs = new();
    private readonly string _key, _fixedKey;
    private readonly MacroLookup _macros;
    private readonly CompiledProject _compiled;

    /// <param name="manifest">Parsed for the first of them.</param>
    /// <param name="traits">Of their engine.</param>
    /// <param name="placed">Only for those in the very same place: something that was parsed depends on it.</param>
    public TenantGroup(Manifest manifest, AdapterTraits traits, bool placed)
    {
        Manifest = manifest;
        _macros = MacroLookup.Of(manifest, traits);
        _compiled = new CompiledProject(manifest, _macros);
        var (target, invocation) = (manifest.Projects.Target, manifest.Invocation);
        _inputs.Add(manifest.Trace.Inputs);
        _inputs.Place |= placed || !TenantSources.CanBind(manifest);
        _key = InputKey.Of(_inputs, target, invocation);
        _fixedKey = InputKey.Fixed(target, invocation, manifest.Projects.Overrides);
    }

    public Manifest Manifest { get; }

    public bool Takes(Tenant tenant) => tenant.FixedKey == _fixedKey && InputKey.Of(_inputs, tenant.Target, tenant.Invocation) == _key;

    /// <summary>Null where parsing would give something else in the tenant's place.</summary>
    public Manifest? Bind(Tenant tenant)
    {
        using var adapter = AdapterFactory.Create(tenant.Target);
        var projects = Manifest.Projects with { Target = tenant.Target };
        var renderer = new ParseRenderer(new Manifest { Projects = projects, Invocation = tenant.Invocation }, adapter, _macros);
        var bound = ManifestCopy.Of(Manifest, projects, tenant.Invocation);
        try
        {
            var names = new TenantNames(Manifest, renderer, adapter, projects);
            foreach (var (id, node) in Manifest.Nodes) names.Give(bound.Nodes[id], node);
            foreach (var (id, disabled) in Manifest.Disabled) NameDisabled(bound.Disabled[id], disabled, names);
            new TenantSources(Manifest, tenant.Invocation, adapter, projects).Give(bound);
            NameUnitTests(bound);
            if (!_inputs.Place && (Collides(bound) || !new PlacedCaptures(Manifest, renderer, tenant.Target).GiveTheSame(bound))) return null;
        }
        catch (TemplateException) when (!_inputs.Place)
        {
            // Parsing says where.
            return null;
        }
        _compiled.Give(bound, tenant, adapter);
        return bound;
    }

    private static void NameDisabled(List<GraphNode> copies, List<GraphNode> disabled, TenantNames names)
    {
        for (var i = 0; i < copies.Count; i++)
        {
            if (copies[i] is ManifestNode copy) names.Give(copy, (ManifestNode)disabled[i]);
        }
    }

    private void NameUnitTests(Manifest bound)
    {
        foreach (var test in bound.UnitTests.Values)
        {
            if (test.TestedNode is { } tested && Manifest.Nodes.TryGetValue(tested, out var original) && original.Schema == test.Schema) test.Schema = bound.Nodes[tested].Schema;
        }
    }

    /// <summary>Macros that make names may give two nodes one relation in some places only.</summary>
    private static bool Collides(Manifest bound)
    {
        var relations = new HashSet<string>(bound.Nodes.Count, StringComparer.Ordinal);
        return bound.Nodes.Values.Any(node => node.RelationName is { } relation && !relations.Add(relation));
    }
}
