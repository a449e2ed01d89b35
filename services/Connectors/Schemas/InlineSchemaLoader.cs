using System.Text.Json.Nodes;
using ControlPlane.Connectors.Manifests;
using ControlPlane.Connectors.Retrievers;

namespace ControlPlane.Connectors.Schemas;

internal sealed record InlineSchemaLoader(JsonObject Schema) : ISchemaLoader
{
    public JsonObject Declared => Schema;

    public static InlineSchemaLoader? Compile(Component c)
    {
        if (c["schema"] is null or JsonObject) return new(c["schema"] as JsonObject ?? []);
        c.Error("schema", "expected a JSON schema");
        return null;
    }

    public ValueTask<JsonObject> LoadAsync(ReadContext context, CancellationToken cancellationToken) => ValueTask.FromResult(Schema);
}
