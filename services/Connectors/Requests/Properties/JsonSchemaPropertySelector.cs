using System.Text;
using System.Text.Json.Nodes;
using ControlPlane.Connectors.Manifests;
using ControlPlane.Connectors.Records.Documents;
using ControlPlane.Connectors.Records.Transformations;
using ControlPlane.Connectors.Retrievers;

namespace ControlPlane.Connectors.Requests.Properties;

/// <summary>Only properties that the configured schema of the stream has are asked for.</summary>
/// <param name="Transformations">Applied to the map of the schema's properties first, where they have other names at the source.</param>
internal sealed record JsonSchemaPropertySelector(IReadOnlyList<ITransformation> Transformations)
{
    public static ComponentKinds<JsonSchemaPropertySelector> Kinds { get; } = new()
    {
        ["JsonSchemaPropertySelector"] = c => new(c.Children("transformations", TransformationKinds.All)),
    };

    /// <summary>Null when nobody has selected anything, which means everything.</summary>
    public IReadOnlySet<string>? Select(ReadContext context)
    {
        if (context.SelectedSchema is not { } schema) return null;
        var properties = schema["properties"] as JsonObject ?? [];
        if (Transformations.Count == 0) return Names(properties);
        var document = new RecordDocument();
        document.Load(Encoding.UTF8.GetBytes(properties.ToJsonString()));
        var scope = context.Scope.With("record", document.Root);
        foreach (var transformation in Transformations) transformation.Apply(document.Root!, scope);
        var changed = new JsonBytes();
        document.WriteTo(changed);
        return Names(JsonNode.Parse(changed.Written) as JsonObject ?? []);
    }

    private static HashSet<string> Names(JsonObject properties) => properties.Select(p => p.Key).ToHashSet(StringComparer.Ordinal);
}
