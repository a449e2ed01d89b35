using System.Text.Json.Nodes;
using ControlPlane.Connectors;

namespace ControlPlane.Cli.Protocol;

/// <summary>A stream as a catalog describes it.</summary>
internal static class CatalogStream
{
    public static JsonObject Describe(ConnectorStream stream, JsonObject schema, ConfiguredConnector connector)
    {
        var cursor = connector.CursorField(stream);
        var described = new JsonObject
        {
            ["name"] = stream.Name,
            ["json_schema"] = schema.DeepClone(),
            ["supported_sync_modes"] = cursor is null ? new JsonArray("full_refresh") : new JsonArray("full_refresh", "incremental"),
        };
        if (cursor is not null)
        {
            described["source_defined_cursor"] = true;
            described["default_cursor_field"] = new JsonArray(cursor);
        }

        if (stream.PrimaryKey.Count > 0)
            described["source_defined_primary_key"] = new JsonArray([.. stream.PrimaryKey.Select(path => new JsonArray([.. path.Select(p => JsonValue.Create(p))]))]);
        described["is_resumable"] = cursor is not null;
        described["is_file_based"] = false;
        return described;
    }
}
