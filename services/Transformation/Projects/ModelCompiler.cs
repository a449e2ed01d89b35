using ControlPlane.Models.Adapters;
using ControlPlane.Models.Jinja;
using ControlPlane.Models.Manifests;
using ControlPlane.Reconciliation;
using ControlPlane.Templating;
using ControlPlane.Transformation.Lineage;
using ControlPlane.Transformation.Runs;
using ControlPlane.Transformation.Targets;
using ControlPlane.Warehouses;

namespace ControlPlane.Transformation.Projects;

/// <summary>Compiles a model for whoever looks at it. The warehouse is opened only where the model's own text asks it, and to read only.</summary>
public sealed class ModelCompiler(IModelTargets targets, TenantProjects projects, IStatementMeter meter, TimeProvider time)
{
    /// <returns>Empty for what has no SQL: seeds, and models whose text cannot be compiled now.</returns>
    public async Task<string> CompileAsync(TenantModels tenant, TenantProject project, ManifestNode node, CancellationToken cancellationToken) =>
        node.ResourceType == ResourceType.Seed ? "" : await Task.Run(() => Compile(tenant, project, node, cancellationToken), cancellationToken);

    private string Compile(TenantModels tenant, TenantProject project, ManifestNode node, CancellationToken cancellationToken)
    {
        IModelTarget? target = null;
        IAdapterConnection? connection = null;
        try
        {
            using var adapter = AdapterFactory.Create(targets.Describe(tenant.Tenant, projects.ThreadsOf(tenant)));
            new RuntimeRenderer(project.Manifest, adapter).Compile(node, () =>
            {
                if (connection is not null) return connection;
                target = targets.OpenAsync(tenant.Tenant, projects.ThreadsOf(tenant), cancellationToken).GetAwaiter().GetResult();
                _ = new TaggedSessions(target, tenant.Tenant, null, meter, time, "api");
                connection = target.Adapter.Connect("api", cancellationToken);
                connection.Execute(target.ReadOnly);
                return connection;
            });
            return NeutralSql.Published(node.CompiledCode ?? "", adapter.Target);
        }
        catch (Exception exception) when (exception is TemplateException or AdapterException or Fault)
        {
            return "";
        }
        finally
        {
            connection?.Dispose();
            target?.Dispose();
        }
    }
}
