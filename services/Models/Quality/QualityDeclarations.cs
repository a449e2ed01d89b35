using ControlPlane.Models.Errors;
using ControlPlane.Models.Manifests;
using ControlPlane.Models.Quality.Declarations;

namespace ControlPlane.Models.Quality;

/// <summary>
/// The checks that a project declares beside its models, seeds, snapshots and sources, in a place that every dbt leaves alone:
/// <c>config: {meta: {quality: [{check: null_share, column: email, max: 0.05}]}}</c>.
/// </summary>
public static class QualityDeclarations
{
    public const string Key = "quality";

    /// <summary>One declaration for each node that has checks, in the manifest's order.</summary>
    /// <exception cref="ProjectInvalidException">With everything that is wrong with them.</exception>
    public static IReadOnlyList<QualityDeclaration> Read(Manifest manifest)
    {
        var errors = new ProjectErrors();
        var reader = new CheckReader(manifest, errors);
        var nodes = manifest.Nodes.Values.Where(node => node.ResourceType.IsRefable()).Cast<GraphNode>().Concat(manifest.Sources.Values);
        var declarations = new List<QualityDeclaration>();
        foreach (var node in nodes)
        {
            if (node.Config.Map("meta").GetValueOrDefault(Key) is { } declared && reader.Read(node, declared) is { Count: > 0 } checks)
                declarations.Add(new(node, checks));
        }
        foreach (var test in manifest.Nodes.Values.Where(node => node.ResourceType == ResourceType.Test)) reader.CheckDimension(test);
        errors.ThrowIfAny(manifest.Projects.Root.Name);
        return declarations;
    }
}
