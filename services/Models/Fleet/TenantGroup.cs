using ControlPlane.Models.Adapters;
using ControlPlane.Models.Jinja;
using ControlPlane.Models.Jinja.Macros;
using ControlPlane.Models.Manifests;
using ControlPlane.Models.Parsing;
using ControlPlane.Templating;

namespace ControlPlane.Models.Fleet;

/// <summary>The tenants for whom parsing a project gives the same but for names: they have the same values of all that parsing reads.</summary>
internal sealed class TenantGroup
{
    private readonly RenderInputs _inputs = new();
    private readonly string _key, _fixedKey;
    private readonly MacroLookup _macros;
    private readonly CompiledProject _compiled;
    private readonly TracedCaptures _captures;
    private readonly HashSet<string> _custom;

    /// <param name="manifest">Parsed for the first of them.</param>
    /// <param name="traits">Of their engine.</param>
    public TenantGroup(Manifest manifest, AdapterTraits traits)
    {
        Manifest = manifest;
        _macros = MacroLookup.Of(manifest, traits);
        _compiled = new CompiledProject(manifest, _macros);
        var (target, invocation) = (manifest.Projects.Target, manifest.Invocation);
        _inputs.Add(manifest.Trace.Inputs);
        _captures = new TracedCaptures(manifest);
        _custom = NodeNames.Custom(manifest);
        _inputs.Place |= !TenantSources.CanBind(manifest);
        _key = InputKey.Of(_inputs, target, invocation);
        _fixedKey = InputKey.Fixed(target, invocation, manifest.Projects.Overrides);
    }

    public Manifest Manifest { get; }

    /// <summary>Parsing read what no two calls have in common.</summary>
    public bool IsOfOneCall => InputKey.IsOfOneCall(_inputs, Manifest.Invocation);

    /// <summary>Unless a text calls something else for the tenant.</summary>
    public bool MayTake(Tenant tenant) => tenant.FixedKey == _fixedKey && InputKey.Of(_inputs, tenant.Target, tenant.Invocation) == _key && !_captures.Differ(tenant);

    /// <summary>Null where parsing would give something else for the tenant.</summary>
    /// <param name="tenant">One that it may take.</param>
    /// <param name="isFirst">It was parsed for this tenant.</param>
    public Manifest? Bind(Tenant tenant, bool isFirst = false)
    {
        using var adapter = AdapterFactory.Create(tenant.Target);
        var projects = Manifest.Projects with { Target = tenant.Target };
        var renderer = new ParseRenderer(new Manifest { Projects = projects, Invocation = tenant.Invocation }, adapter, _macros);
        var bound = ManifestCopy.Of(Manifest, projects, tenant.Invocation);
        try
        {
            var names = new TenantNames(Manifest, _custom, renderer, adapter, projects);
            for (var i = 0; i < bound.Nodes.Count; i++) names.Give(bound.Nodes.GetAt(i).Value, Manifest.Nodes.GetAt(i).Value);
            foreach (var (id, disabled) in Manifest.Disabled) NameDisabled(bound.Disabled[id], disabled, names);
            new TenantSources(Manifest, tenant.Invocation, adapter, projects).Give(bound);
            NameUnitTests(bound);
            if (!isFirst && (Collides(bound) || !_captures.AreTheSame(tenant, bound, renderer))) return null;
        }
        catch (TemplateException) when (!isFirst)
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
