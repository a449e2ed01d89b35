using System.Text.Json.Nodes;
using ControlPlane.Connectors.Manifests;
using ControlPlane.Connectors.Retrievers;

namespace ControlPlane.Connectors.Schemas;

/// <summary>Where the JSON schema of a stream's records comes from.</summary>
internal interface ISchemaLoader
{
    /// <summary>The schema, when it is known without asking anybody; null otherwise.</summary>
    JsonObject? Declared { get; }

    /// <summary>The schema under this config; may ask the source.</summary>
    /// <exception cref="ConnectorException">The schema cannot be made out.</exception>
    ValueTask<JsonObject> LoadAsync(ReadContext context, CancellationToken cancellationToken);
}

internal static class SchemaLoaders
{
    private static ComponentKinds<ISchemaLoader> Kinds { get; } = new()
    {
        ["InlineSchemaLoader"] = InlineSchemaLoader.Compile,
        ["JsonFileSchemaLoader"] = JsonFileSchemaLoader.Compile,
        ["DynamicSchemaLoader"] = DynamicSchemaLoader.Compile,
    };

    /// <summary>The loader that a stream declares, one or a list; the file at the usual place when it declares none; null when there is none.</summary>
    public static ISchemaLoader? Compile(Component stream) => stream["schema_loader"] switch
    {
        null => JsonFileSchemaLoader.AtUsualPlace(stream),
        JsonArray => stream.Children("schema_loader", Kinds) is { Count: > 0 } loaders ? new CompositeSchemaLoader(loaders) : null,
        _ => stream.Child("schema_loader", Kinds),
    };
}
