using ControlPlane.Reconciliation;
using ControlPlane.Transformation.Runs;

namespace ControlPlane.Transformation.Projects;

/// <summary>Where a tenant's project is.</summary>
internal static class ProjectFolder
{
    /// <exception cref="Fault">Rejected: the spec names a folder outside of the blueprint.</exception>
    public static string Of(string blueprints, TenantModels tenant)
    {
        var blueprint = Path.GetFullPath(Path.Combine(blueprints, tenant.Blueprint));
        var folder = Path.GetFullPath(Path.Combine(blueprint, tenant.Models.Project));
        if (!IsWithin(blueprints, blueprint) || !(IsWithin(blueprint, folder) || folder == blueprint))
            throw new Fault(FaultKind.Rejected, "ProjectOutside", $"The spec's models.project '{tenant.Models.Project}' is not a folder within blueprint '{tenant.Blueprint}'.");
        return folder;
    }

    public static bool IsWithin(string parent, string child)
    {
        var relative = Path.GetRelativePath(Path.GetFullPath(parent), child);
        return relative != "." && relative != ".." && !relative.StartsWith($"..{Path.DirectorySeparatorChar}", StringComparison.Ordinal) && !Path.IsPathRooted(relative);
    }
}
