using System.Text;
using System.Text.Json.Nodes;
using ControlPlane.Connectors.Interpolation;
using ControlPlane.Connectors.Manifests;
using ControlPlane.Connectors.Records;
using ControlPlane.Connectors.Records.Documents;
using ControlPlane.Connectors.Records.Transformations;
using ControlPlane.Connectors.Retrievers;

namespace ControlPlane.Connectors.Schemas;

/// <summary>The schema as the source itself describes it: the first record of a retriever names the fields and their types.</summary>
internal sealed record DynamicSchemaLoader(
    IRetriever Retriever, SchemaTypeIdentifier Identifier, Interpolated? Filter, IReadOnlyList<ITransformation> Transformations) : ISchemaLoader
{
    public JsonObject? Declared => null;

    public static DynamicSchemaLoader? Compile(Component c)
    {
        var retriever = c.Child("retriever", RetrieverKinds.All, required: true);
        var identifier = c.Child("schema_type_identifier", SchemaTypeIdentifier.Kinds, required: true);
        var filter = c.Child("schema_filter", RecordSelector.Filters)?.Template("condition");
        var transformations = c.Children("schema_transformations", TransformationKinds.All);
        return retriever is null || identifier is null ? null : new(retriever, identifier, filter, transformations);
    }

    public async ValueTask<JsonObject> LoadAsync(ReadContext context, CancellationToken cancellationToken)
    {
        var alone = context with { CursorOptions = null, Conditional = null, StopAfter = long.MaxValue };
        JsonObject? description = null;
        await foreach (var record in RetrieverRecords.ReadAsync(Retriever, alone, null, cancellationToken))
        {
            description = record;
            break;
        }

        var properties = Identifier.Properties(description, context.Scope);
        if (Filter is { Text.Length: > 0 })
        {
            foreach (var (name, schema) in properties.ToList())
                if (!Filter.Test(context.Scope.With("record", new Dictionary<string, object?> { [name] = TemplateValues.FromJson(schema) }))) properties.Remove(name);
        }

        return new()
        {
            ["$schema"] = "https://json-schema.org/draft-07/schema#",
            ["type"] = "object",
            ["additionalProperties"] = true,
            ["properties"] = Transform(properties, context.Scope),
        };
    }

    private JsonNode? Transform(JsonObject properties, Scope scope)
    {
        if (Transformations.Count == 0) return properties;
        var document = new RecordDocument();
        document.Load(Encoding.UTF8.GetBytes(properties.ToJsonString()));
        foreach (var transformation in Transformations) transformation.Apply(document.Root!, scope.With("record", document.Root));
        var json = new JsonBytes();
        document.WriteTo(json);
        return JsonNode.Parse(json.Written);
    }
}
