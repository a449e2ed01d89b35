using System.Text.Json.Nodes;

namespace ControlPlane.Connectors.Schemas;

/// <summary>The JSON schema of each data type, by the name that dynamic schemas map to.</summary>
internal static class AirbyteTypes
{
    private static readonly Dictionary<string, (string Type, string? Format, string? Airbyte)> ByName = new(StringComparer.Ordinal)
    {
        ["string"] = ("string", null, null),
        ["boolean"] = ("boolean", null, null),
        ["date"] = ("string", "date", null),
        ["timestamp_without_timezone"] = ("string", "date-time", "timestamp_without_timezone"),
        ["timestamp_with_timezone"] = ("string", "date-time", null),
        ["time_without_timezone"] = ("string", "time", "time_without_timezone"),
        ["time_with_timezone"] = ("string", "time", "time_with_timezone"),
        ["integer"] = ("integer", null, null),
        ["number"] = ("number", null, null),
        ["array"] = ("array", null, null),
        ["object"] = ("object", null, null),
    };

    /// <exception cref="ConnectorException">There is no such type.</exception>
    public static JsonObject Schema(string name)
    {
        if (!ByName.TryGetValue(name, out var type))
            throw new ConnectorException(ConnectorFaultKind.Configuration, $"'{name}' is not a data type ({string.Join(", ", ByName.Keys)}): map it in types_mapping");
        var schema = new JsonObject { ["type"] = new JsonArray("null", type.Type) };
        if (type.Format is not null) schema["format"] = type.Format;
        if (type.Airbyte is not null) schema["airbyte_type"] = type.Airbyte;
        return schema;
    }
}
