using ControlPlane.Models.Errors;
using ControlPlane.Models.Manifests;
using ControlPlane.Models.Parsing.Properties.Sources;
using ControlPlane.Models.Projects;

namespace ControlPlane.Models.Parsing.Properties;

/// <summary>What the property files of all packages say, read before nodes are made.</summary>
public sealed class PropertyIndex
{
    private readonly Dictionary<(ResourceType Type, string Package, string Name), List<NodePatch>> _patches = [];
    private readonly Dictionary<(ResourceType Type, string Name), NodePatch> _foreign = [];
    private readonly Dictionary<(string Package, string File), ModelVersion> _versions = [];
    private readonly HashSet<NodePatch> _used = new(ReferenceEqualityComparer.Instance);
    private readonly ProjectErrors _errors;

    internal PropertyIndex(ProjectErrors errors) => _errors = errors;

    public IReadOnlyList<YamlSnapshot> Snapshots => SnapshotList;

    /// <summary>Names of files that versions want and that do not exist, for warnings.</summary>
    internal List<(PropertyFile File, int Line, string Name)> MissingVersions { get; } = [];

    internal List<YamlSnapshot> SnapshotList { get; } = [];

    internal List<TestDeclaration> Tests { get; } = [];

    internal List<SourceDeclaration> Sources { get; } = [];

    internal Dictionary<(string Package, string Name), PropertyEntry> SourceOverrides { get; } = [];

    internal List<(PropertyEntry Entry, string Section)> Others { get; } = [];

    internal Dictionary<string, List<ProjectFile>> Fixtures { get; } = new(StringComparer.Ordinal);

    /// <summary>The entry for a node: of its own package, else of another package that has no node of the name itself. Safe for several threads.</summary>
    public NodePatch? PatchFor(ResourceType type, string package, string name)
    {
        if (!_patches.TryGetValue((type, package, name), out var patches))
        {
            if (!_foreign.TryGetValue((type, name), out var foreign)) return null;
            patches = [foreign];
        }
        bool first;
        lock (_used) first = _used.Add(patches[0]);
        if (first) foreach (var second in patches.Skip(1)) Duplicate(patches[0], second);
        return patches[0];
    }

    /// <summary>What a model's file (without folders and ending) is a version of; null for a file that is no version.</summary>
    public ModelVersion? VersionOf(string package, string fileName) => _versions.GetValueOrDefault((package, fileName));

    internal void Add(NodePatch patch, bool hasOwnNode)
    {
        var key = (patch.Type, patch.Package, patch.Name);
        if (!_patches.TryGetValue(key, out var patches)) _patches[key] = patches = [];
        patches.Add(patch);
        if (!hasOwnNode) _foreign.TryAdd((patch.Type, patch.Name), patch);
    }

    internal void Add(string package, string file, ModelVersion version)
    {
        if (!_versions.TryAdd((package, file), version)) Duplicate(_versions[(package, file)].Patch, version.Patch);
    }

    /// <summary>Entries that no node asked for.</summary>
    internal IEnumerable<NodePatch> Unused => _patches.Values.SelectMany(patches => patches).Where(patch => !_used.Contains(patch) && !_patches[(patch.Type, patch.Package, patch.Name)].Exists(_used.Contains));

    private void Duplicate(NodePatch first, NodePatch second) =>
        _errors.Add(second.Shown, second.Line, $"There are two entries for the {second.Type.Name()} '{second.Name}'; the other is at {first.Shown}:{first.Line}.", "Describe it once: remove one of the two.");
}
