using System.Collections.Concurrent;
using ControlPlane.Contracts;
using ControlPlane.Models.Adapters;
using ControlPlane.Models.Errors;
using ControlPlane.Models.Parsing;
using ControlPlane.Models.Projects;
using ControlPlane.Reconciliation;
using ControlPlane.ServiceDefaults;
using ControlPlane.Transformation.Runs;
using ControlPlane.Transformation.Targets;
using ControlPlane.Warehouses;
using Microsoft.Extensions.Options;

namespace ControlPlane.Transformation.Projects;

/// <summary>Parses the projects of tenants.</summary>
public sealed class TenantProjects(IModelTargets targets, IWarehouse warehouse, IOptions<ControlPlaneOptions> options, IOptions<TransformationOptions> limits)
{
    private const int Capacity = 64;

    private readonly ConcurrentDictionary<TenantId, (string Hash, long Generation, TenantProject Project)> _described = new();

    public int ThreadsOf(TenantModels tenant) => Math.Clamp(tenant.Models.Threads, 1, limits.Value.MaxThreads);

    /// <summary>To look at: the same until the project's files or the spec change.</summary>
    /// <exception cref="ProjectInvalidException">With everything that is wrong.</exception>
    /// <exception cref="Fault">Rejected: the spec names a folder outside of the blueprint.</exception>
    public TenantProject Describe(TenantModels tenant)
    {
        var hash = ProjectFolder.HashOf(ProjectFolder.Of(options.Value.Blueprints, tenant));
        if (_described.TryGetValue(tenant.Tenant, out var known) && known.Hash == hash && known.Generation == tenant.Generation) return known.Project;
        if (_described.Count >= Capacity) _described.Clear();
        using var adapter = AdapterFactory.Create(targets.Describe(tenant.Tenant, ThreadsOf(tenant)));
        var project = Parse(tenant, hash, adapter, Guid.CreateVersion7());
        _described[tenant.Tenant] = (hash, tenant.Generation, project);
        return project;
    }

    /// <summary>For one run, which may change it.</summary>
    /// <exception cref="Fault">Rejected: with everything that is wrong.</exception>
    internal TenantProject Load(TenantModels tenant, IAdapter adapter, Guid run)
    {
        try
        {
            return Parse(tenant, ProjectFolder.HashOf(ProjectFolder.Of(options.Value.Blueprints, tenant)), adapter, run);
        }
        catch (ProjectInvalidException exception)
        {
            throw new Fault(FaultKind.Rejected, "ProjectInvalid", exception.Message, exception);
        }
    }

    private TenantProject Parse(TenantModels tenant, string hash, IAdapter adapter, Guid run)
    {
        var folder = ProjectFolder.Of(options.Value.Blueprints, tenant);
        // No environment: models must not see the server's.
        var invocation = new Invocation { Id = run, Vars = SpecVars.Of(tenant.Models.Vars), Threads = ThreadsOf(tenant) };
        var projects = ProjectLoader.Load(folder, new LoadOptions { TargetProfile = adapter.Target }, invocation);
        TenantRules.CheckFolders(projects, Path.GetFullPath(Path.Combine(options.Value.Blueprints, tenant.Blueprint)));
        var manifest = ProjectParser.Parse(projects, invocation, adapter);
        TenantRules.Apply(manifest, adapter, warehouse.Capabilities.MaxIdentifierBytes);
        return new(manifest, hash);
    }
}
