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
            var isSource = names.IsSource(name);
            foreach (var (key, value) in configs)
            {
                var unfit = ModelOverrides.Check(key, value) ?? (isSource && !ModelOverrides.IsOfSources(key) ? $"'{name}' is a source: a tenant's spec can configure 'enabled' of it alone." : null);
                if (unfit is not null) errors.Add($"spec: models.config.{name}.{key}", 0, unfit, "Change it in the project, for all tenants.");
            }
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

        public bool Contains(string name) => _nodes.Exists(node => IsNamed(node, name));

        /// <summary>Of sources alone: what is a model's as well is put on the model, and <c>enabled</c> on both.</summary>
        public bool IsSource(string name) => _nodes.FindAll(node => IsNamed(node, name)) is { Count: > 0 } named && named.TrueForAll(node => node.ResourceType == ResourceType.Source);

        public string Advise(string name) => NearestNames.Advise(
            name.Split('.')[^1], _nodes.Where(node => node.ResourceType.IsRefable()).Select(node => node.Name), "Name a model, seed, snapshot, source table or test of the project.");

        private static bool IsNamed(GraphNode node, string name) => node.Fqn.Count > 1 && $".{string.Join('.', node.Fqn)}".EndsWith($".{name}", StringComparison.Ordinal);
    }
}
