using ControlPlane.Models.Manifests;

namespace ControlPlane.Models.Parsing.Properties;

/// <summary>
/// A package may describe what another package has: an entry whose own package has no such node, or a disabled one, is for the node of that name
/// anywhere. So a project that replaces a package's seed keeps the package's description of it.
/// </summary>
internal static class ForeignPatches
{
    public static void Apply(ParseState state)
    {
        ILookup<(ResourceType, string), ManifestNode>? others = null;
        foreach (var patch in state.Properties.Patches.Where(patch => patch.Type is ResourceType.Model or ResourceType.Seed or ResourceType.Snapshot or ResourceType.Analysis).ToList())
        {
            if (patch.Config.GetValueOrDefault("enabled") is false || state.Manifest.Nodes.ContainsKey($"{patch.Type.Name()}.{patch.Package}.{patch.Name}")) continue;
            others ??= state.Manifest.Nodes.Values.Where(node => node.PatchPath is null && node.Version is null).ToLookup(node => (node.ResourceType, node.Name));
            if (others[(patch.Type, patch.Name)].FirstOrDefault(node => node.PatchPath is null && node.PackageName != patch.Package) is not { } found) continue;
            state.Properties.Use(patch);
            NodeSettings.Apply(state, found, patch.Config);
            PatchApplier.Apply(found, patch);
            if (found.Config.Enabled) continue;
            state.Manifest.Nodes.Remove(found.UniqueId);
            NodeList.AddDisabled(state.Manifest, found);
        }
    }
}
