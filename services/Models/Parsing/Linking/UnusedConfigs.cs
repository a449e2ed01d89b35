using ControlPlane.Models.Errors;
using ControlPlane.Models.Manifests;
using ControlPlane.Models.Projects;

namespace ControlPlane.Models.Parsing.Linking;

/// <summary>Levels of the root project's trees of configurations that no resource has.</summary>
internal static class UnusedConfigs
{
    private static readonly (string Section, ResourceType Type)[] Sections =
    [
        ("models", ResourceType.Model), ("seeds", ResourceType.Seed), ("snapshots", ResourceType.Snapshot), ("data_tests", ResourceType.Test),
        ("sources", ResourceType.Source), ("exposures", ResourceType.Exposure), ("unit_tests", ResourceType.UnitTest),
    ];

    public static void Warn(Manifest manifest)
    {
        var nodes = manifest.GraphNodes.Concat(manifest.Disabled.Values.SelectMany(each => each)).ToLookup(node => node.ResourceType.Name(), node => node.Fqn);
        var unused = new List<string>();
        foreach (var (section, type) in Sections)
        {
            if (manifest.Projects.Root.Configs.TryGetValue(section, out var tree)) Collect(tree, [], nodes[type.Name()], section, unused);
        }
        if (unused.Count == 0) return;
        manifest.Warnings.Add(new ProjectError(ProjectSource.FileName, 0,
            $"Configuration paths exist in your dbt_project.yml file which do not apply to any resources.\nThere are {unused.Count} unused configuration paths:\n{string.Join('\n', unused.Select(path => $"- {path}"))}",
            "Remove them, or correct the names of folders.") { Name = "UnusedResourceConfigPath" });
    }

    private static void Collect(IReadOnlyDictionary<string, object?> level, List<string> path, IEnumerable<IReadOnlyList<string>> fqns, string section, List<string> unused)
    {
        var own = false;
        foreach (var (key, value) in level)
        {
            if (key.StartsWith('+') || value is not IReadOnlyDictionary<string, object?> below) own = true;
            else Collect(below, [.. path, key], fqns, section, unused);
        }
        if (own && path.Count > 0 && !fqns.Any(fqn => path.Count <= fqn.Count && path.SequenceEqual(fqn.Take(path.Count)))) unused.Add($"{section}.{string.Join('.', path)}");
    }
}
