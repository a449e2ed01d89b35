using ControlPlane.Models.Manifests;
using ControlPlane.Models.Quality;

namespace ControlPlane.Transformation.Projects;

/// <summary>The project of a tenant: its blueprint's, with the tenant's names and vars in it.</summary>
/// <param name="Hash">Of the content of the project's files, the values of its vars and the tenant's overrides.</param>
public sealed record TenantProject(Manifest Manifest, string Hash)
{
    /// <summary>Quality checks, by what they are declared on.</summary>
    public IReadOnlyList<QualityDeclaration> Checks { get; init; } = [];

    public string Name => Manifest.Projects.Root.Name;

    /// <summary>Models, seeds and snapshots that a run makes relations of, each after what it depends on.</summary>
    public IReadOnlyList<ManifestNode> Built => field ??= [.. Sorted().Where(node => !node.IsEphemeral)];

    /// <summary>With ephemeral models.</summary>
    public IReadOnlyList<ManifestNode> Nodes => field ??= [.. Sorted()];

    /// <summary>Data tests and unit tests, by unique id.</summary>
    public IReadOnlyList<string> Tests => field ??= [.. Manifest.Nodes.Values.Where(node => node.ResourceType == ResourceType.Test).Select(node => node.UniqueId).Concat(Manifest.UnitTests.Keys)];

    /// <param name="name"><c>customers</c> (of versions, the latest), <c>customers.v1</c> or a unique id.</param>
    public ManifestNode? FindNode(string name)
    {
        var named = Nodes.Where(node => node.Name == name).ToList();
        return Nodes.FirstOrDefault(node => node.UniqueId == name || (node.Version is not null && node.SearchName == name))
            ?? named.FirstOrDefault(node => node.Version is null || node.Version.ToString() == node.LatestVersion?.ToString()) ?? named.FirstOrDefault();
    }

    /// <summary>What a test is about: a model or a source table; null when it is about several or none.</summary>
    public GraphNode? SubjectOf(GraphNode test) => test switch
    {
        UnitTest unit => Manifest.Find(unit.TestedNode ?? unit.DependsOn.Nodes.FirstOrDefault() ?? ""),
        ManifestNode { AttachedNode: { } attached } => Manifest.Find(attached),
        _ => test.DependsOn.Nodes is [var only] ? Manifest.Find(only) : test.DependsOn.Nodes.Count > 0 && (test as ManifestNode)?.TestMetadata is not null ? Manifest.Find(test.DependsOn.Nodes[^1]) : null,
    };

    /// <summary><c>customers</c>, <c>customers.v2</c>, or <c>app.orders</c> of a source.</summary>
    public static string NameOf(GraphNode node) => node switch
    {
        SourceDefinition source => source.SearchName,
        ManifestNode own => own.SearchName,
        _ => node.Name,
    };

    private IEnumerable<ManifestNode> Sorted()
    {
        var done = new HashSet<string>(StringComparer.Ordinal);
        var sorted = new List<ManifestNode>();
        foreach (var node in Manifest.Nodes.Values.Where(node => node.ResourceType.IsRefable()).OrderBy(node => node.OriginalFilePath, StringComparer.Ordinal)) Visit(node);
        return sorted;

        void Visit(ManifestNode node)
        {
            if (!done.Add(node.UniqueId)) return;
            foreach (var parent in node.DependsOn.Nodes.Select(Manifest.Find).OfType<ManifestNode>().Where(parent => parent.ResourceType.IsRefable())) Visit(parent);
            sorted.Add(node);
        }
    }
}
