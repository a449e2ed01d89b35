using ControlPlane.Models.Errors;
using ControlPlane.Models.Manifests;
using ControlPlane.Models.Parsing.Properties.Sources;
using ControlPlane.Models.Projects;

namespace ControlPlane.Models.Parsing.Properties;

/// <summary>What the property files of all packages say, read before nodes are made.</summary>
public sealed class PropertyIndex
{
    private readonly Dictionary<string, List<NodePatch>> _patches = new(StringComparer.Ordinal);
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

    /// <summary>The entry for a node in the files of its own package. Safe for several threads.</summary>
    public NodePatch? PatchFor(ResourceType type, string package, string name)
    {
        if (!_patches.TryGetValue(Key(type, package, name), out var patches)) return null;
        Use(patches[0]);
        return patches[0];
    }

    /// <summary>What a model's file (without folders and ending) is a version of; null for a file that is no version.</summary>
    public ModelVersion? VersionOf(string package, string fileName) => _versions.GetValueOrDefault((package, fileName));

    internal void Add(NodePatch patch)
    {
        var key = Key(patch);
        if (!_patches.TryGetValue(key, out var patches)) _patches[key] = patches = [];
        patches.Add(patch);
    }

    /// <summary>The first entry of each node.</summary>
    internal IEnumerable<NodePatch> Patches => _patches.Values.Select(patches => patches[0]);

    internal void Use(NodePatch patch)
    {
        bool first;
        lock (_used) first = _used.Add(patch);
        if (first) foreach (var second in _patches[Key(patch)].Skip(1)) Duplicate(patch, second);
    }

    internal void Add(string package, string file, ModelVersion version)
    {
        if (!_versions.TryAdd((package, file), version)) Duplicate(_versions[(package, file)].Patch, version.Patch);
    }

    /// <summary>Entries that no node asked for.</summary>
    internal IEnumerable<NodePatch> Unused => _patches.Values.Where(patches => !_used.Contains(patches[0])).SelectMany(patches => patches);

    private static string Key(NodePatch patch) => Key(patch.Type, patch.Package, patch.Name);

    private static string Key(ResourceType type, string package, string name) => $"{type.Name()}.{package}.{name}";

    private void Duplicate(NodePatch first, NodePatch second) =>
        _errors.Add(second.Shown, second.Line, $"There are two entries for the {second.Type.Name()} '{second.Name}'; the other is at {first.Shown}:{first.Line}.", "Describe it once: remove one of the two.");
}
