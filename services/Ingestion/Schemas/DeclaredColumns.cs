using System.Text.Json.Nodes;
using ControlPlane.Warehouses;

namespace ControlPlane.Ingestion.Schemas;

/// <summary>
/// The columns that a stream's JSON schema declares. A property whose type is not declared, or is one of several, is left to what its
/// values show; dates and times are only taken from a declaration, since a text that looks like one may not be meant so.
/// </summary>
internal static class DeclaredColumns
{
    public static IReadOnlyList<SchemaColumn> Of(JsonNode? schema) =>
        [.. (schema?["properties"] as JsonObject ?? []).Select(property => (property.Key, Type: TypeOf(property.Value))).Where(one => one.Type is not null).Select(one => new SchemaColumn(one.Key, one.Type!.Value, []))];

    private static RawType? TypeOf(JsonNode? property)
    {
        if (property is not JsonObject declared) return null;
        var types = (declared["type"] switch { JsonArray several => several.Select(one => one?.ToString()), null => [], var one => [one.ToString()] }).Where(type => type != "null").Order(StringComparer.Ordinal).ToArray();
        return types switch
        {
            ["boolean"] => RawType.Boolean,
            ["integer"] => RawType.Integer,
            ["number"] or ["integer", "number"] => RawType.Number,
            ["array"] or ["object"] or ["array", "object"] => RawType.Json,
            ["string"] => OfText(declared),
            _ => null,
        };
    }

    private static RawType OfText(JsonObject declared) => (declared["format"]?.ToString(), declared["airbyte_type"]?.ToString()) switch
    {
        ("date", _) => RawType.Date,
        ("date-time", "timestamp_without_timezone") => RawType.Timestamp,
        ("date-time", _) => RawType.TimestampTz,
        _ => RawType.Text,
    };
}
