using System.Text.Json;
using ControlPlane.Reconciliation;
using ControlPlane.ServiceDefaults;
using ControlPlane.Transformation.Compilation;
using ControlPlane.Transformation.Engines;
using ControlPlane.Transformation.Runs;
using ControlPlane.Warehouses;
using Microsoft.Extensions.Options;

namespace ControlPlane.Transformation.Projects;

/// <summary>The project of a tenant: its blueprint's, bound to the tenant's warehouse and vars.</summary>
public sealed class TenantProjects(ProjectLoader loader, IWarehouse warehouse, IModelEngine engine, IOptions<ControlPlaneOptions> options)
{
    /// <summary>A process keeps eight connections for a role, and one of them conducts the run.</summary>
    private const int MaxThreads = 7;

    /// <summary>Where a tenant's roles can create; RAW is only read.</summary>
    private static readonly string[] Schemas = [WarehouseNames.Staging, WarehouseNames.Intermediate, WarehouseNames.Marts];

    /// <exception cref="ProjectInvalidException">With everything that is wrong.</exception>
    public BoundProject Load(TenantModels tenant) => ProjectBinder.Bind(loader.Load(FolderOf(tenant)), new Binding
    {
        // A model that names no schema is for readers: a project without any schemas then shows its result.
        Target = new Target(tenant.Tenant.Environment, tenant.Tenant.DatabaseName, WarehouseNames.Marts, engine.Dialect, Math.Clamp(tenant.Models.Threads, 1, MaxThreads)),
        Vars = tenant.Models.Vars.ToDictionary(pair => pair.Key, pair => Value(pair.Value), StringComparer.Ordinal),
        Schemas = Schemas,
        MaxIdentifierBytes = warehouse.Capabilities.MaxIdentifierBytes,
        Quote = warehouse.Quote,
    });

    private string FolderOf(TenantModels tenant)
    {
        var blueprint = Path.GetFullPath(Path.Combine(options.Value.Blueprints, tenant.Blueprint));
        var folder = Path.GetFullPath(Path.Combine(blueprint, tenant.Models.Project));
        if (!IsWithin(options.Value.Blueprints, blueprint) || !(IsWithin(blueprint, folder) || folder == blueprint))
            throw new Fault(FaultKind.Rejected, "ProjectOutside", $"The spec's models.project '{tenant.Models.Project}' is not a folder within blueprint '{tenant.Blueprint}'.");
        return folder;
    }

    private static bool IsWithin(string parent, string child)
    {
        var relative = Path.GetRelativePath(Path.GetFullPath(parent), child);
        return relative != "." && relative != ".." && !relative.StartsWith($"..{Path.DirectorySeparatorChar}", StringComparison.Ordinal) && !Path.IsPathRooted(relative);
    }

    private static object? Value(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().ToDictionary(property => property.Name, property => Value(property.Value), StringComparer.Ordinal),
        JsonValueKind.Array => element.EnumerateArray().Select(Value).ToList(),
        JsonValueKind.String => element.GetString(),
        JsonValueKind.Number => element.TryGetInt64(out var whole) ? whole : element.GetDouble(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };
}
