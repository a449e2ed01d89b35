using System.Text.Json;
using System.Text.Json.Nodes;
using ControlPlane.Connectors.Manifests;

namespace ControlPlane.Connectors.Specification;

/// <summary>A value, or the JSON that a text holds, must follow a schema.</summary>
internal sealed record ValidateAdheresToSchema(JsonObject Schema)
{
    public static ComponentKinds<ValidateAdheresToSchema> Kinds { get; } = new() { ["ValidateAdheresToSchema"] = Compile };

    /// <param name="place">Named in the error.</param>
    public void Validate(JsonNode? value, string place)
    {
        if (value is JsonValue scalar && scalar.TryGetValue(out string? text))
        {
            try
            {
                value = JsonNode.Parse(text);
            }
            catch (JsonException)
            {
                throw new ConnectorException(ConnectorFaultKind.Configuration, $"config: {place} must hold JSON, and its text is none");
            }
        }

        if (JsonSchemaCheck.Find(value, Schema) is [var problem, ..])
            throw new ConnectorException(
                ConnectorFaultKind.Configuration, $"config: {(problem.Path.Length == 0 ? place : $"{place}.{problem.Path}")}: JSON schema validation error: {problem.Message}");
    }

    private static ValidateAdheresToSchema? Compile(Component c)
    {
        if (c["base_schema"] is JsonObject schema) return new(schema);
        c.Error("base_schema", "expected a JSON schema");
        return null;
    }
}
