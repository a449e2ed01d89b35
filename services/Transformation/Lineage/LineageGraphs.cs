using System.Collections.Concurrent;
using ControlPlane.Contracts;
using ControlPlane.Models.Adapters;
using ControlPlane.Transformation.Projects;
using ControlPlane.Transformation.Runs;
using ControlPlane.Transformation.Targets;
using Npgsql;

namespace ControlPlane.Transformation.Lineage;

/// <summary>The graphs of tenants' projects. Tenants whose projects compile to the same, names apart, share one; no warehouse is asked.</summary>
internal sealed class LineageGraphs(IModelTargets targets, TenantProjects projects)
{
    /// <summary>Nodes, columns and edges; about 100 MB.</summary>
    private const long Capacity = 500_000;

    /// <summary>Beyond that, what is known of tenants is found out again.</summary>
    private const int MostTenants = 20_000;

    private readonly GraphCache _graphs = new(Capacity);
    private readonly ConcurrentDictionary<TenantId, (Stamp Stamp, string Key)> _tenants = new();

    /// <param name="connection">Sees the tenant.</param>
    /// <exception cref="Models.Errors.ProjectInvalidException">With everything that is wrong with the project.</exception>
    public async Task<(ProjectLineage Lineage, string ProjectHash)> OfAsync(NpgsqlConnection connection, TenantModels tenant, CancellationToken cancellationToken)
    {
        var hash = projects.HashOf(tenant);
        var fingerprint = await RelationStore.FingerprintAsync(connection, tenant.Tenant, cancellationToken);
        if (_tenants.TryGetValue(tenant.Tenant, out var known) && known.Stamp == new Stamp(tenant.Generation, hash, fingerprint) && _graphs.Find(known.Key) is { } kept) return (kept, hash);
        var recorded = await RelationStore.ReadAsync(connection, tenant.Tenant, cancellationToken);
        var project = projects.Describe(tenant);
        using var adapter = AdapterFactory.Create(project.Manifest.Projects.Target);
        var sql = ProjectSql.Of(project, adapter, recorded);
        var lineage = _graphs.GetOrBuild(sql.Key, () => ProjectLineage.Build(sql, targets.Dialect));
        if (_tenants.Count >= MostTenants) _tenants.Clear();
        _tenants[tenant.Tenant] = (new(tenant.Generation, project.Hash, recorded.Fingerprint), sql.Key);
        return (lineage, project.Hash);
    }

    /// <summary>What a tenant's graph follows from.</summary>
    private sealed record Stamp(long Generation, string ProjectHash, string Fingerprint);
}
