using System.Text.Json.Nodes;
using ControlPlane.Connectors.Retrievers;

namespace ControlPlane.Connectors.Schemas;

/// <summary>The properties of several schemas together; where two declare the same one, the loader that comes first counts.</summary>
internal sealed record CompositeSchemaLoader(IReadOnlyList<ISchemaLoader> Loaders) : ISchemaLoader
{
    public JsonObject? Declared => Loaders.All(l => l.Declared is not null) ? Merge(Loaders.Select(l => l.Declared!)) : null;

    public async ValueTask<JsonObject> LoadAsync(ReadContext context, CancellationToken cancellationToken)
    {
        var schemas = new List<JsonObject>();
        foreach (var loader in Loaders) schemas.Add(await loader.LoadAsync(context, cancellationToken));
        return Merge(schemas);
    }

    private static JsonObject Merge(IEnumerable<JsonObject> schemas)
    {
        var properties = new JsonObject();
        foreach (var (name, schema) in schemas.SelectMany(s => s["properties"] as JsonObject ?? []))
            if (!properties.ContainsKey(name)) properties[name] = schema?.DeepClone();
        return new() { ["$schema"] = "http://json-schema.org/draft-07/schema#", ["type"] = new JsonArray("null", "object"), ["properties"] = properties };
    }
}
