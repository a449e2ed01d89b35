using System.Collections.Concurrent;
using ControlPlane.Models.Adapters;
using ControlPlane.Models.Jinja;
using ControlPlane.Models.Manifests;
using ControlPlane.Models.Projects;
using NSubstitute;

namespace ControlPlane.Models.Tests.Runs;

/// <summary>A renderer that does what a test says, over an engine that accepts everything.</summary>
internal sealed class ScriptedRenderer : IRuntimeRenderer
{
    public ScriptedRenderer(Manifest manifest, AdapterTraits? traits = null)
    {
        Manifest = manifest;
        Adapter = Substitute.For<IAdapter>();
        Adapter.Target.Returns(manifest.Projects.Target);
        Adapter.Traits.Returns(traits ?? new AdapterTraits { Type = "postgres", MacroPackages = ["dbt"], DispatchPrefixes = ["default"], MaxIdentifierBytes = 63 });
        Adapter.Relations.Returns(new RelationCache());
        Adapter.Relation(Arg.Any<ManifestNode>(), Arg.Any<ProjectSet>()).Returns(call => new Relation(null, call.Arg<ManifestNode>().Schema, call.Arg<ManifestNode>().Alias, null, '"'));
        Adapter.Relation(Arg.Any<string?>(), Arg.Any<string?>(), Arg.Any<string?>(), Arg.Any<RelationType?>(), Arg.Any<IReadOnlyDictionary<string, bool>?>())
            .Returns(call => new Relation(call.ArgAt<string?>(0), call.ArgAt<string?>(1), call.ArgAt<string?>(2), call.ArgAt<RelationType?>(3), '"'));
        Adapter.Connect(Arg.Any<string>(), Arg.Any<CancellationToken>()).Returns(_ => Connection());
    }

    public Manifest Manifest { get; }

    public IAdapter Adapter { get; }

    /// <summary>Unique ids in the order materialized.</summary>
    public ConcurrentQueue<string> Materialized { get; } = new();

    public List<IAdapterConnection> Connections { get; } = [];

    /// <summary>What materializing a node does in place of building it.</summary>
    public Func<ManifestNode, MaterializationInputs?, IAdapterConnection, StatementResult>? OnMaterialize { get; set; }

    /// <summary>What the schema holds before the run: database, name, schema, type.</summary>
    public object?[]? Existing { get; set; }

    public Action<ManifestNode>? OnCompile { get; set; }

    public Func<string, string>? OnRender { get; set; }

    public static StatementResult Counted(long failures, bool shouldWarn, bool shouldError) => new(
        new("SELECT 1", "SELECT", 1), new([new("failures", "bigint"), new("should_warn", "boolean"), new("should_error", "boolean")], [[failures, shouldWarn, shouldError]]));

    public void Compile(ManifestNode node, Func<IAdapterConnection> connection, MaterializationInputs? inputs = null)
    {
        OnCompile?.Invoke(node);
        (node.IsCompiled, node.CompiledCode) = (true, node.RawCode);
    }

    public MaterializationResult Materialize(ManifestNode node, IAdapterConnection connection, MaterializationInputs? inputs = null)
    {
        Materialized.Enqueue(node.UniqueId);
        var result = OnMaterialize?.Invoke(node, inputs, connection)
            ?? (node.ResourceType == ResourceType.Test ? Counted(0, false, false) : new(new("CREATE VIEW", "CREATE VIEW", -1), ResultTable.Empty));
        return new([], result);
    }

    public object? Call(string macro, IAdapterConnection connection, IReadOnlyList<object?> arguments, IReadOnlyDictionary<string, object?>? named = null, ManifestNode? node = null) =>
        macro == "list_relations_without_caching" && Existing is { } row ? new ResultTable([new("database", "text"), new("name", "text"), new("schema", "text"), new("type", "text")], [row]) : null;

    public string Render(string text, ManifestNode? node, IAdapterConnection connection, IReadOnlyDictionary<string, object?>? extra = null) => OnRender?.Invoke(text) ?? text;

    private IAdapterConnection Connection()
    {
        var connection = Substitute.For<IAdapterConnection>();
        lock (Connections) Connections.Add(connection);
        return connection;
    }
}
