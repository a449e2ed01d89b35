using ControlPlane.Contracts;
using ControlPlane.Contracts.Tenants.Spec;
using ControlPlane.Models.Adapters;
using ControlPlane.Models.Errors;
using ControlPlane.Models.Jinja;
using ControlPlane.Models.Manifests;
using ControlPlane.Models.Projects;
using ControlPlane.ServiceDefaults;
using ControlPlane.Testing;
using ControlPlane.Transformation.Projects;
using ControlPlane.Transformation.Targets;
using ControlPlane.Warehouses;
using Microsoft.Extensions.Options;
using NSubstitute;

namespace ControlPlane.Transformation.Tests;

/// <summary>A blueprint's project of one test's own, bound to a tenant without a warehouse.</summary>
internal sealed class ProjectFolder : IDisposable
{
    private static readonly TenantId Tenant = TenantId.Parse("acme-dev");

    private readonly TemporaryFolder _folder = new("project");
    private readonly TargetProfile _target = new("control_plane", "dev", "postgres", "ACME_DEV_RAW", "MARTS", 2, new Dictionary<string, object?>());

    public ProjectFolder(string settings = SmallProjects.Settings) => this["dbt_project.yml"] = settings;

    public string Path => _folder["shop"];

    public string this[string file]
    {
        set
        {
            var path = System.IO.Path.Combine(Path, file);
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
            File.WriteAllText(path, value);
        }
    }

    public TenantProjects Projects()
    {
        var targets = Substitute.For<IModelTargets>();
        targets.Describe(Tenant, Arg.Any<int>()).Returns(_target);
        var warehouse = Substitute.For<IWarehouse>();
        warehouse.Capabilities.Returns(new WarehouseCapabilities("PostgreSQL", 63, true));
        return new(targets, warehouse, Options.Create(new ControlPlaneOptions { Blueprints = _folder.Path }), Options.Create(new TransformationOptions()));
    }

    public TenantProject Bind(TenantProjects? projects = null, params (string Name, object? Value)[] vars) => (projects ?? Projects()).Describe(new(
        Tenant, 1, "shop", new ModelsSpec { Vars = vars.ToDictionary(pair => pair.Name, pair => System.Text.Json.JsonSerializer.SerializeToElement(pair.Value)) }, Suspended: false));

    public static TenantProject Bind(TenantProjects projects, ModelsSpec models) => projects.Describe(new(Tenant, 1, "shop", models, Suspended: false));

    public ManifestNode Find(string model) => Bind().Nodes.Single(node => node.Name == model);

    /// <summary>The SQL of one model as published.</summary>
    public string Sql(string model, params (string Name, object? Value)[] vars)
    {
        var project = Bind(null, vars);
        using var adapter = AdapterFactory.Create(_target);
        var node = project.Nodes.Single(each => each.Name == model);
        new RuntimeRenderer(project.Manifest, adapter).Compile(node, () => throw new InvalidOperationException("there is no warehouse"));
        return node.CompiledCode!;
    }

    /// <summary>Everything that is wrong, as <c>file:line: message fix</c>.</summary>
    public IReadOnlyList<string> Errors() => [.. Should.Throw<ProjectInvalidException>(() => Bind()).Errors.Select(error => error.ToString())];

    public void Dispose() => _folder.Dispose();
}
