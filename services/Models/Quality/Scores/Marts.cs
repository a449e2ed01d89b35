using ControlPlane.Models.Manifests;
using ControlPlane.Models.Selection;

namespace ControlPlane.Models.Quality.Scores;

/// <summary>What consumers read: the models in a folder <c>marts</c>; in a project without one, the models that no other model builds on.</summary>
internal static class Marts
{
    public static IReadOnlyList<ManifestNode> Of(Manifest manifest, ProjectGraph graph)
    {
        var models = manifest.Nodes.Values.Where(node => node.ResourceType == ResourceType.Model).ToList();
        var inFolder = models.FindAll(model => !model.IsEphemeral && model.Fqn.Skip(1).SkipLast(1).Contains("marts", StringComparer.OrdinalIgnoreCase));
        return inFolder.Count > 0 ? inFolder : models.FindAll(model => !model.IsEphemeral && !graph.Children(model.UniqueId).Any(id => manifest.Find(id)?.ResourceType.IsRefable() == true));
    }
}
