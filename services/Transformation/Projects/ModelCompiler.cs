using ControlPlane.Models.Adapters;
using ControlPlane.Models.Jinja;
using ControlPlane.Models.Manifests;
using ControlPlane.Templating;
using ControlPlane.Transformation.Runs;
using ControlPlane.Transformation.Targets;
using ControlPlane.Warehouses;

namespace ControlPlane.Transformation.Projects;

/// <summary>Compiles a model for whoever looks at it. The warehouse is asked only where the model's own text asks it.</summary>
public sealed class ModelCompiler(IModelTargets targets, TenantProjects projects, IStatementMeter meter, TimeProvider time)
{
    /// <returns>Empty for what has no SQL: seeds, and models whose text cannot be compiled now.</returns>
    public async Task<string> CompileAsync(TenantModels tenant, TenantProject project, ManifestNode node, CancellationToken cancellationToken)
    {
        if (node.ResourceType == ResourceType.Seed) return "";
        using var target = await targets.OpenAsync(tenant.Tenant, projects.ThreadsOf(tenant), cancellationToken);
        _ = new TaggedSessions(target, tenant.Tenant, null, meter, time, "api");
        return await Task.Run(() => Compile(project, target.Adapter, node, cancellationToken), cancellationToken);
    }

    private static string Compile(TenantProject project, IAdapter adapter, ManifestNode node, CancellationToken cancellationToken)
    {
        IAdapterConnection? connection = null;
        // Compiling writes to the nodes, which several callers share.
        lock (project)
        {
            try
            {
                new RuntimeRenderer(project.Manifest, adapter).Compile(node, () => connection ??= adapter.Connect("api", cancellationToken));
                return node.CompiledCode ?? "";
            }
            catch (Exception exception) when (exception is TemplateException or AdapterException)
            {
                return "";
            }
            finally
            {
                connection?.Dispose();
            }
        }
    }
}
