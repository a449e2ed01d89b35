using ControlPlane.Contracts;
using ControlPlane.Models.Adapters;
using ControlPlane.Models.Manifests;
using ControlPlane.Transformation.Projects;
using ControlPlane.Transformation.Runs;
using ControlPlane.Transformation.Targets;

namespace ControlPlane.Transformation.Lineage;

/// <summary>Looks, when a run has ended, at what there is for lineage to know. What goes wrong here costs lineage some columns, and no run anything.</summary>
public sealed partial class RelationRecorder(IModelTargets targets, TenantProjects projects, WarehouseColumns warehouse, RelationStore store, ILogger<RelationRecorder> logger)
{
    /// <param name="ran">The project as the run compiled it.</param>
    internal async Task RecordAsync(TenantModels tenant, TenantProject ran, Guid run, CancellationToken cancellationToken)
    {
        try
        {
            var project = projects.Describe(tenant);
            var schemas = project.Manifest.Sources.Values.Select(source => source.Schema).Concat(project.Built.Select(node => node.Schema)).Distinct(StringComparer.Ordinal).ToList();
            if (schemas.Count == 0) return;
            var columns = (await warehouse.ReadAsync(tenant.Tenant, run, schemas, null, cancellationToken)).ToDictionary(pair => $"{pair.Key.Schema}\0{pair.Key.Name}", pair => pair.Value, targets.Dialect.Names);
            await store.SaveAsync(tenant.Tenant, run, Relations(project, ran, columns), cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            Log.NotRecorded(logger, tenant.Tenant, run, exception.Message);
        }
    }

    private static Dictionary<string, RecordedRelation> Relations(TenantProject project, TenantProject ran, Dictionary<string, IReadOnlyList<RecordedColumn>> columns)
    {
        using var adapter = AdapterFactory.Create(project.Manifest.Projects.Target);
        var sql = ProjectSql.Of(project, adapter, RecordedRelations.None);
        var relations = new Dictionary<string, RecordedRelation>(StringComparer.Ordinal);
        foreach (var source in project.Manifest.Sources.Values) Add(source.UniqueId, source.Schema, source.Identifier, null);
        foreach (var node in project.Nodes)
            Add(node.UniqueId, node.Schema, node.Alias, sql[node].Problem is not null && (ran.Manifest.Find(node.UniqueId) as ManifestNode)?.CompiledCode is { } code ? NeutralSql.Of(code, adapter.Target) : null);
        return relations;

        void Add(string id, string schema, string name, string? compiled)
        {
            var known = columns.GetValueOrDefault($"{schema}\0{name}");
            if (known is not null || compiled is not null) relations[id] = new(known ?? [], compiled);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(4010, LogLevel.Warning, "The columns of {Tenant} were not recorded after run {Run}: {Why}")]
        public static partial void NotRecorded(ILogger logger, TenantId tenant, Guid run, string why);
    }
}
