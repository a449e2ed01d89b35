using ControlPlane.Models.Manifests;
using ControlPlane.Models.Projects;

namespace ControlPlane.Models.Tests;

/// <summary>A graph without files, for tests of what works on graphs.</summary>
internal sealed class HandMadeManifest(Invocation? invocation = null)
{
    private static readonly Project Root = new() { Name = "shop", Folder = Path.GetTempPath() };

    public Manifest Manifest { get; } = new()
    {
        Projects = new ProjectSet(Root, [Root], new TargetProfile("shop", "dev", "postgres", "db", "public", 4, new Dictionary<string, object?>())),
        Invocation = invocation ?? new Invocation(),
    };

    public ManifestNode Model(string name, string[]? parents = null, string path = "models", Action<ManifestNode>? also = null, string package = "shop") =>
        Add(new ManifestNode
        {
            ResourceType = ResourceType.Model,
            UniqueId = $"model.{package}.{name}",
            Name = name,
            PackageName = package,
            Path = $"{name}.sql",
            OriginalFilePath = $"{path}/{name}.sql",
            Fqn = [package, .. path.Split('/').Skip(1), name],
            RawCode = "select 1",
            Schema = "public",
            Alias = name,
        }, parents, also);

    public ManifestNode Test(string name, string[] parents, string? generic = null, Action<ManifestNode>? also = null) => Add(new ManifestNode
    {
        ResourceType = ResourceType.Test,
        UniqueId = $"test.shop.{name}",
        Name = name,
        PackageName = "shop",
        Path = $"{name}.sql",
        OriginalFilePath = "models/schema.yml",
        Fqn = ["shop", name],
        RawCode = "select 1",
        TestMetadata = generic is null ? null : new TestMetadata(generic, new Dictionary<string, object?>(), null),
    }, parents, also);

    public SourceDefinition Source(string source, string table)
    {
        var node = new SourceDefinition
        {
            ResourceType = ResourceType.Source,
            UniqueId = $"source.shop.{source}.{table}",
            Name = table,
            SourceName = source,
            Schema = source,
            Identifier = table,
            PackageName = "shop",
            Path = "models/sources.yml",
            OriginalFilePath = "models/sources.yml",
            Fqn = ["shop", source, table],
        };
        Manifest.Sources[node.UniqueId] = node;
        return node;
    }

    private ManifestNode Add(ManifestNode node, string[]? parents, Action<ManifestNode>? also)
    {
        foreach (var parent in parents ?? []) node.DependsOn.AddNode(parent.Contains('.', StringComparison.Ordinal) ? parent : $"model.shop.{parent}");
        also?.Invoke(node);
        Manifest.Nodes[node.UniqueId] = node;
        return node;
    }
}
