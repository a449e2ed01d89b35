using System.Text.Json.Nodes;
using ControlPlane.Connectors.Incremental;
using ControlPlane.Connectors.Manifests;
using ControlPlane.Connectors.Records;
using ControlPlane.Connectors.Retrievers;

namespace ControlPlane.Connectors;

/// <summary>A stream as the manifest declares it, compiled.</summary>
internal sealed record StreamDefinition
{
    public static ComponentKinds<StreamDefinition> Kinds { get; } = new() { ["DeclarativeStream"] = Compile };

    public required string Name { get; init; }

    public required IReadOnlyList<IReadOnlyList<string>> PrimaryKey { get; init; }

    public JsonObject? Schema { get; init; }

    public required IRetriever Retriever { get; init; }

    public DatetimeBasedCursor? Cursor { get; init; }

    public IReadOnlyList<ITransformation> Transformations { get; init; } = [];

    /// <summary>Our extension <c>x-conditional-requests</c>: the ETag of the first page is kept in the state and sent with the next read.</summary>
    public bool ConditionalRequests { get; init; }

    private static ComponentKinds<Component> SchemaLoaders { get; } = new() { ["InlineSchemaLoader"] = c => c };

    private static StreamDefinition? Compile(Component c)
    {
        c.Refuse("state_migrations", "file_uploader");
        var name = c.Text("name", required: true);
        var cursor = c.Child("incremental_sync", DatetimeBasedCursor.Kinds);
        var transformations = c.Children("transformations", Records.Transformations.Kinds);
        var schema = c.Child("schema_loader", SchemaLoaders)?["schema"];
        var retriever = c.Child("retriever", RetrieverKinds.All, required: true);
        if (name is null || retriever is null) return null;
        return new()
        {
            Name = name,
            PrimaryKey = Keys(c),
            Schema = schema as JsonObject,
            Retriever = retriever,
            Cursor = cursor,
            Transformations = transformations,
            ConditionalRequests = c.Flag("x-conditional-requests"),
        };
    }

    /// <summary>A name, a list of names, or a list of paths.</summary>
    private static IReadOnlyList<IReadOnlyList<string>> Keys(Component c)
    {
        switch (c["primary_key"])
        {
            case null:
                return [];
            case JsonArray list when list.All(k => k is JsonValue || k is JsonArray path && path.All(p => p is JsonValue)):
                return [.. list.Select(k => k is JsonArray path ? path.Select(p => p!.ToString()).ToArray() : (IReadOnlyList<string>)[k!.ToString()])];
            case JsonValue single:
                return single.ToString() is { Length: > 0 } name ? [[name]] : [];
            default:
                c.Error("primary_key", "expected a name, a list of names, or a list of paths");
                return [];
        }
    }
}
