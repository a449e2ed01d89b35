using System.Text.Json.Nodes;
using ControlPlane.Connectors.Manifests;
using ControlPlane.Connectors.Records;
using ControlPlane.Connectors.Retrievers;

namespace ControlPlane.Connectors.Requests.Properties;

/// <summary>Only properties that the configured schema of the stream has are asked for.</summary>
/// <param name="Transformations">Applied to the map of the schema's properties first, where they have other names at the source.</param>
internal sealed record JsonSchemaPropertySelector(IReadOnlyList<ITransformation> Transformations)
{
    public static ComponentKinds<JsonSchemaPropertySelector> Kinds { get; } = new()
    {
        ["JsonSchemaPropertySelector"] = c => new(c.Children("transformations", Records.Transformations.Kinds)),
    };

    /// <summary>Null when nobody has selected anything, which means everything.</summary>
    public IReadOnlySet<string>? Select(ReadContext context)
    {
        if (context.SelectedSchema is not { } schema) return null;
        var properties = (schema["properties"] as JsonObject)?.DeepClone().AsObject() ?? [];
        foreach (var transformation in Transformations) transformation.Apply(properties, context.Scope);
        return properties.Select(p => p.Key).ToHashSet(StringComparer.Ordinal);
    }
}
