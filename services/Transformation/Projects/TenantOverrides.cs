using ControlPlane.Contracts.Tenants.Spec;
using ControlPlane.Models.Errors;
using ControlPlane.Models.Fleet;
using ControlPlane.Models.Manifests;

namespace ControlPlane.Transformation.Projects;

/// <summary>What a tenant's spec changes about its blueprint's project.</summary>
internal static class TenantOverrides
{
    /// <summary>The binding with them.</summary>
    /// <param name="project">Of the blueprint, without anybody's overrides.</param>
    /// <exception cref="ProjectInvalidException">With everything that is wrong with them: names of nothing, configurations that are not a spec's to make.</exception>
    public static TenantBinding Put(TenantBinding binding, ModelsSpec spec, Manifest project)
    {
        if (spec.Disabled.Count + spec.Config.Count == 0) return binding;
        Check(spec, project);
        return binding with
        {
            Disabled = [.. spec.Disabled.Distinct(StringComparer.Ordinal)],
            Configs = spec.Config.ToDictionary(pair => pair.Key, pair => SpecVars.Of(pair.Value), StringComparer.Ordinal),
        };
    }

    private static void Check(ModelsSpec spec, Manifest project)
    {
        var errors = new ProjectErrors();
        var names = new OverridableNames(project);
        foreach (var name in spec.Disabled.Where(name => !names.Contains(name))) errors.Add($"spec: models.disabled.{name}", 0, $"The project has no '{name}'.", names.Advise(name));
        foreach (var (name, configs) in spec.Config)
        {
            if (!names.Contains(name)) errors.Add($"spec: models.config.{name}", 0, $"The project has no '{name}'.", names.Advise(name));
            // The spec's author was told, unless the spec is older than the rule.
            foreach (var (key, value) in configs)
                if (ModelOverrides.Check(key, value) is { } unfit) errors.Add($"spec: models.config.{name}.{key}", 0, unfit, "Change it in the project, for all tenants.");
        }
        errors.ThrowIfAny(project.Projects.Root.Name);
    }

    /// <summary>The last parts of fully qualified names, by which a spec names what is in a project, disabled or not.</summary>
    private sealed class OverridableNames(Manifest project)
    {
        private readonly List<GraphNode> _nodes =
        [
            .. project.Nodes.Values.Where(node => node.ResourceType != ResourceType.Operation), .. project.Sources.Values, .. project.UnitTests.Values, .. project.Exposures.Values,
            .. project.Disabled.Values.SelectMany(nodes => nodes),
        ];

        public bool Contains(string name) => _nodes.Exists(node => node.Fqn.Count > 1 && $".{string.Join('.', node.Fqn)}".EndsWith($".{name}", StringComparison.Ordinal));

        public string Advise(string name) => NearestNames.Advise(
            name.Split('.')[^1], _nodes.Where(node => node.ResourceType.IsRefable()).Select(node => node.Name), "Name a model, seed, snapshot, source table or test of the project.");
    }
}
