using ControlPlane.Models.Adapters;
using ControlPlane.Models.Artifacts;
using ControlPlane.Models.Fleet;
using ControlPlane.Models.Jinja;
using ControlPlane.Models.Manifests;
using ControlPlane.Models.Parsing;
using ControlPlane.Models.Projects;
using ControlPlane.Templating;
using ControlPlane.Templating.Values;

namespace ControlPlane.Models.Tests.Fleet;

/// <summary>Tenants of one project, and what parsing and compiling it for one of them alone gives.</summary>
internal static class Tenants
{
    public static TargetProfile Target(string database, string schema, string name = "dev", string type = "postgres", params (string Name, object? Value)[] settings) => new(
        "shop", name, type, database, schema, 4,
        new Dictionary<string, object?>(StringComparer.Ordinal) { ["host"] = "localhost", ["user"] = "shop", ["password"] = "shop", ["dbname"] = database, ["schema"] = schema }
            .Concat(settings.Select(each => KeyValuePair.Create(each.Name, each.Value))).ToDictionary(StringComparer.Ordinal));

    public static TenantBinding Of(string database, string schema, string name = "dev", params (string Name, object? Value)[] vars) =>
        new(Target(database, schema, name)) { Vars = vars.ToDictionary(pair => pair.Name, pair => pair.Value, StringComparer.Ordinal) };

    /// <summary>From nothing.</summary>
    public static Manifest Alone(string folder, LoadOptions options, TenantBinding tenant)
    {
        var invocation = tenant.Call;
        var projects = ProjectLoader.Load(folder, options with { TargetProfile = tenant.Target, Overrides = tenant.Overrides }, invocation);
        var adapter = AdapterFactory.Create(projects.Target);
        var manifest = ProjectParser.Parse(projects, invocation, adapter);
        var renderer = new RuntimeRenderer(manifest, adapter);
        foreach (var node in manifest.Nodes.Values.Where(node => node.Language == "sql" && node.ResourceType is not (ResourceType.Seed or ResourceType.Operation)))
        {
            try
            {
                renderer.Compile(node, () => throw new AdapterException("Nothing is connected."));
            }
            catch (Exception e) when (e is TemplateException or AdapterException)
            {
                (node.IsCompiled, node.CompiledCode, node.ExtraCtes) = (false, null, []);
            }
        }
        return manifest;
    }

    /// <summary>Everything of a manifest, a line each, in order.</summary>
    public static IReadOnlyList<string> Lines(Manifest manifest) =>
    [
        .. manifest.Nodes.Values.Select(node => Line(NodeValues.Of(node))),
        .. manifest.Sources.Values.Select(node => Line(NodeValues.Of(node))),
        .. manifest.UnitTests.Values.Select(test => $"{test.UniqueId} {test.Schema}"),
        .. manifest.Exposures.Values.Select(exposure => $"{exposure.UniqueId} {string.Join(' ', exposure.DependsOn.Nodes)}"),
        .. manifest.Disabled.Values.SelectMany(nodes => nodes).Select(node => node is ManifestNode own ? Line(NodeValues.Of(own)) : node is SourceDefinition source ? Line(NodeValues.Of(source)) : node.UniqueId),
        .. manifest.Macros.Keys,
    ];

    private static string Line(Dictionary<string, object?> values)
    {
        // When it was parsed, and what compiling an ephemeral model or a foreign key has left in lists whose order is of no meaning.
        values.Remove("created_at");
        return PythonText.Repr(values);
    }
}
