using ControlPlane.Models.Jinja;
using ControlPlane.Models.Manifests;
using ControlPlane.Models.Parsing.Python;
using ControlPlane.Models.Parsing.Properties;

namespace ControlPlane.Models.Parsing;

/// <summary>Makes a node of its text: what it calls, its configuration, its names.</summary>
internal sealed class NodeReader(ParseState state)
{
    private static readonly Dictionary<string, object?> None = new(StringComparer.Ordinal);

    /// <summary>Null when its text is invalid, which is then among the errors.</summary>
    public ManifestNode? Read(NodeSource source)
    {
        var package = source.Project.Name;
        var version = source.Type == ResourceType.Model ? state.Properties.VersionOf(package, source.Name) : null;
        var name = version?.Name ?? source.Name;
        var patch = version?.Patch ?? state.Properties.PatchFor(source.Type, package, name);
        List<string> fqn = [package, .. source.FqnPath, name, .. version is null ? (string[])[] : [version.Suffix]];
        var node = new ManifestNode
        {
            ResourceType = source.Type,
            UniqueId = $"{source.Type.Name()}.{package}.{name}{(version is null ? "" : $".{version.Suffix}")}",
            Name = name,
            PackageName = package,
            Path = source.Path,
            OriginalFilePath = source.OriginalFilePath,
            Fqn = fqn,
            Line = source.Line,
            Language = source.Language,
            RawCode = source.Text,
            Checksum = source.Checksum,
            Index = source.Index,
            RootPath = source.RootPath,
            CreatedAt = state.Now,
            Alias = name,
            Schema = state.Adapter.Target.Schema,
            Database = state.Adapter.Target.Database,
            Version = version?.Version,
            LatestVersion = version?.Latest,
        };
        if (source.Tag is not null) node.Tags.Add(source.Tag);
        if (state.Try(state.Place(node), () => Fill(node, patch))) return node;
        state.Unread[name] = true;
        return null;
    }

    private void Fill(ManifestNode node, NodePatch? patch)
    {
        node.Config = state.Configs.Declared(node.PackageName, node.ResourceType, node.Fqn);
        if (node.ResourceType != ResourceType.Seed)
        {
            var capture = node.Language == "python" ? PythonModels.Read(node) : state.Renderer.Render(node, node.ResourceType == ResourceType.Model ? PlainModels.AsWritten(node.RawCode) : node.RawCode, node.Config.Values);
            Take(node, capture);
        }
        if (patch is not null && IsReplaced(node)) patch = null;
        var patchConfig = PatchConfig(node, patch);
        NodeSettings.Apply(state, node, patchConfig);
        HookCalls.Read(state, node, patchConfig);
        if (patch is not null) PatchApplier.Apply(node, patch);
    }

    /// <summary>A node that is disabled leaves its properties to the one of its name that another package has.</summary>
    private bool IsReplaced(ManifestNode node) =>
        state.Packages[node.Name].Any(package => package != node.PackageName)
        && !state.Configs.Build(node.PackageName, node.ResourceType, node.Fqn, node.ConfigCall, null).Config.Enabled;

    private static void Take(ManifestNode node, NodeCapture capture)
    {
        node.ConfigCall = capture.Config;
        node.UnrenderedConfigCall = capture.UnrenderedConfig;
        node.Refs.AddRange(capture.Refs);
        node.Sources.AddRange(node.ResourceType == ResourceType.Model && capture.Sources.Count > 1 && PlainModels.IsPlain(node.RawCode) ? capture.Sources.DistinctBy(source => (source[0], source[1])) : capture.Sources);
        node.Metrics.AddRange(capture.Metrics);
        foreach (var macro in capture.Macros) node.DependsOn.AddMacro(macro);
    }

    /// <summary>Models in Python are tables unless something says otherwise.</summary>
    private static IReadOnlyDictionary<string, object?>? PatchConfig(ManifestNode node, NodePatch? patch) =>
        node.Language != "python" || patch?.Config.ContainsKey("materialized") is true
            ? patch?.Config
            : new Dictionary<string, object?>(patch?.Config ?? None, StringComparer.Ordinal) { ["materialized"] = "table" };
}
