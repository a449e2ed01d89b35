using ControlPlane.Models.Adapters;
using ControlPlane.Models.Jinja;
using ControlPlane.Models.Manifests;
using ControlPlane.Models.Projects;

namespace ControlPlane.Models.Tests.Jinja;

/// <summary>A project made by hand: packages of macros, nodes with their texts.</summary>
internal sealed class TestProject
{
    private readonly List<(string Package, string Text)> _macros = [];
    private readonly Dictionary<string, Project> _projects = new() { ["shop"] = new Project { Name = "shop", Folder = "shop" } };

    public Invocation Invocation { get; set; } = new();

    public Dictionary<string, object?> Vars { get; } = [];

    public List<DispatchRule> Dispatch { get; } = [];

    public Dictionary<string, object?> Flags { get; } = [];

    public Manifest Manifest => field ??= Build();

    public IAdapter Adapter { get; set; } = new NamesOnlyAdapter();

    public TestProject Macros(string package, string text)
    {
        _macros.Add((package, text));
        if (package is not ("shop" or "dbt" or "dbt_postgres")) _projects[package] = new Project { Name = package, Folder = package };
        return this;
    }

    public ManifestNode Node(string name, string text, ResourceType type = ResourceType.Model, string package = "shop", string materialized = "view", Action<ManifestNode>? change = null)
    {
        var node = new ManifestNode
        {
            ResourceType = type, UniqueId = $"{type.Name()}.{package}.{name}", Name = name, PackageName = package, Path = $"{name}.sql", OriginalFilePath = $"models/{name}.sql",
            Fqn = [package, name], RawCode = text, Database = "db", Schema = "main", Alias = name,
            Config = new NodeConfig(new(StringComparer.Ordinal) { ["enabled"] = true, ["materialized"] = materialized }),
        };
        change?.Invoke(node);
        Manifest.Nodes[node.UniqueId] = node;
        return node;
    }

    public SourceDefinition Source(string source, string table)
    {
        var node = new SourceDefinition
        {
            ResourceType = ResourceType.Source, UniqueId = $"source.shop.{source}.{table}", Name = table, SourceName = source, Schema = source, Identifier = table, Database = "db",
            PackageName = "shop", Path = "models/schema.yml", OriginalFilePath = "models/schema.yml", Fqn = ["shop", source, table],
            Config = new NodeConfig(new(StringComparer.Ordinal) { ["enabled"] = true }),
        };
        Manifest.Sources[node.UniqueId] = node;
        return node;
    }

    /// <summary>Parses the node and links what it refers to.</summary>
    public NodeCapture Parse(ManifestNode node)
    {
        var capture = node.TestMetadata is null ? new ParseRenderer(Manifest, Adapter).Render(node, node.RawCode, node.Config.Values) : new ParseRenderer(Manifest, Adapter).RenderTest(node);
        foreach (var reference in capture.Refs)
        {
            if (Manifest.Nodes.Values.FirstOrDefault(other => other.Name == reference.Name || other.SearchName == $"{reference.Name}.v{reference.Version}") is { } target) node.DependsOn.AddNode(target.UniqueId);
        }

        foreach (var macro in capture.Macros) node.DependsOn.AddMacro(macro);
        return capture;
    }

    public void LinkMacros() => new BlockReader().LinkMacros(Manifest, Adapter.Traits);

    private Manifest Build()
    {
        var root = _projects["shop"] with { Vars = Vars, Dispatch = Dispatch, Flags = Flags };
        _projects["shop"] = root;
        List<Project> all = [.. _projects.Values, new Project { Name = "dbt", Folder = null }, new Project { Name = "dbt_postgres", Folder = null }];
        var manifest = new Manifest { Projects = new ProjectSet(root, all, NamesOnlyAdapter.Profile), Invocation = Invocation };
        foreach (var (package, text) in _macros)
        {
            foreach (var macro in new BlockReader().Macros(text, package, "macros/all.sql", "macros/all.sql")) manifest.Macros[macro.UniqueId] = macro;
        }

        return manifest;
    }
}
