using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text;
using ControlPlane.Models.Adapters;
using ControlPlane.Models.Artifacts;
using ControlPlane.Models.Errors;
using ControlPlane.Models.Fleet;
using ControlPlane.Models.Projects;
using ControlPlane.Models.Quality;
using ControlPlane.Reconciliation;
using ControlPlane.ServiceDefaults;
using ControlPlane.Transformation.Runs;
using ControlPlane.Transformation.Targets;
using ControlPlane.Warehouses;
using Microsoft.Extensions.Options;

namespace ControlPlane.Transformation.Projects;

/// <summary>The projects of tenants: their blueprints', each with the tenant's names and vars in it.</summary>
public sealed class TenantProjects(IModelTargets targets, IWarehouse warehouse, IOptions<ControlPlaneOptions> options, IOptions<TransformationOptions> limits)
{
    /// <summary>Whoever only looks is always the same call: a project that reads its time or id is not parsed anew for each.</summary>
    private static readonly Invocation Looking = new();

    private readonly ConcurrentDictionary<string, SharedProject> _shared = new(StringComparer.Ordinal);

    public int ThreadsOf(TenantModels tenant) => Math.Clamp(tenant.Models.Threads, 1, limits.Value.MaxThreads);

    /// <summary>To look at.</summary>
    /// <exception cref="ProjectInvalidException">With everything that is wrong.</exception>
    /// <exception cref="Fault">Rejected: the spec names a folder outside of the blueprint.</exception>
    public TenantProject Describe(TenantModels tenant)
    {
        using var adapter = AdapterFactory.Create(targets.Describe(tenant.Tenant, ThreadsOf(tenant)));
        return Bind(tenant, adapter.Target, adapter, Looking);
    }

    /// <summary>Of the content of its files as they are now, the values of its vars and its overrides.</summary>
    /// <exception cref="ProjectInvalidException">With everything that is wrong.</exception>
    /// <exception cref="Fault">Rejected: the spec names a folder outside of the blueprint.</exception>
    public string HashOf(TenantModels tenant)
    {
        var target = targets.Describe(tenant.Tenant, ThreadsOf(tenant));
        var invocation = new Invocation { Vars = SpecVars.Of(tenant.Models.Vars), Threads = target.Threads };
        var shared = Shared(tenant, target, invocation);
        return HashOf(shared.Hash, invocation.Vars, BindingOf(tenant, target, invocation, shared));
    }

    /// <summary>For one run, which may change it.</summary>
    /// <exception cref="Fault">Rejected: with everything that is wrong.</exception>
    internal TenantProject Load(TenantModels tenant, IAdapter adapter, Guid run)
    {
        try
        {
            return Bind(tenant, targets.Describe(tenant.Tenant, ThreadsOf(tenant)), adapter, new() { Id = run });
        }
        catch (ProjectInvalidException exception)
        {
            throw new Fault(FaultKind.Rejected, "ProjectInvalid", exception.Message, exception);
        }
    }

    private TenantProject Bind(TenantModels tenant, TargetProfile target, IAdapter adapter, Invocation call)
    {
        // No environment: models must not see the server's.
        var invocation = call with { Vars = SpecVars.Of(tenant.Models.Vars), Threads = target.Threads };
        var shared = Shared(tenant, target, invocation);
        var binding = BindingOf(tenant, target, invocation, shared);
        var manifest = shared.Bind(binding);
        // Paths may be templates: another tenant's values lead to other folders.
        TenantRules.CheckFolders(manifest.Projects, BlueprintOf(tenant));
        TenantRules.Apply(manifest, adapter, warehouse.Capabilities.MaxIdentifierBytes);
        return new(manifest, HashOf(shared.Hash, invocation.Vars, binding)) { Checks = QualityDeclarations.Read(manifest) };
    }

    private static TenantBinding BindingOf(TenantModels tenant, TargetProfile target, Invocation invocation, FleetProject shared) =>
        TenantOverrides.Put(new(target) { Invocation = invocation }, tenant.Models, shared.Manifest);

    /// <summary>What was built of other values of the vars, or with other overrides, is not what these would build.</summary>
    private static string HashOf(string files, IReadOnlyDictionary<string, object?> vars, TenantBinding binding)
    {
        var own = new Dictionary<string, object?> { ["vars"] = Ordered(vars), ["disabled"] = binding.Disabled.Order(StringComparer.Ordinal).ToList(), ["config"] = Ordered(binding.Configs) };
        using var text = new MemoryStream();
        using (var writer = new Utf8JsonWriter(text)) JsonValues.Write(writer, own);
        return Convert.ToHexStringLower(SHA256.HashData([.. Encoding.UTF8.GetBytes(files), .. text.ToArray()]));
    }

    private static Dictionary<string, object?> Ordered<T>(IReadOnlyDictionary<string, T> values) =>
        values.OrderBy(pair => pair.Key, StringComparer.Ordinal).ToDictionary(pair => pair.Key, pair => (object?)pair.Value, StringComparer.Ordinal);

    /// <summary>The blueprint's project as its files are now, parsed once for all its tenants.</summary>
    private FleetProject Shared(TenantModels tenant, TargetProfile target, Invocation invocation)
    {
        var folder = ProjectFolder.Of(options.Value.Blueprints, tenant);
        var place = _shared.GetOrAdd(folder, _ => new());
        lock (place)
        {
            var load = new LoadOptions { TargetProfile = target };
            var project = place.Project?.Refresh(load, invocation);
            if (project is null)
            {
                TenantRules.CheckFolders(ProjectLoader.Load(folder, load, invocation), BlueprintOf(tenant));
                project = FleetProject.Parse(folder, load, invocation);
            }
            return place.Project = project;
        }
    }

    private string BlueprintOf(TenantModels tenant) => Path.GetFullPath(Path.Combine(options.Value.Blueprints, tenant.Blueprint));

    private sealed class SharedProject
    {
        public FleetProject? Project { get; set; }
    }
}
