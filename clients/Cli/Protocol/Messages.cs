using System.Globalization;
using System.Text.Json.Nodes;
using ControlPlane.Connectors;

namespace ControlPlane.Cli.Protocol;

/// <summary>The messages of Airbyte's protocol, records aside.</summary>
internal static class Messages
{
    public static JsonObject Log(string level, string message) => Message("LOG", "log", new JsonObject { ["level"] = level, ["message"] = message });

    public static JsonObject Spec(JsonObject spec) => Message("SPEC", "spec", spec);

    public static JsonObject Catalog(JsonArray streams) => Message("CATALOG", "catalog", new JsonObject { ["streams"] = streams });

    public static JsonObject ConnectionStatus(CheckResult result)
    {
        var status = new JsonObject { ["status"] = result.Succeeded ? "SUCCEEDED" : "FAILED" };
        if (result.Message is not null) status["message"] = result.Message;
        return Message("CONNECTION_STATUS", "connectionStatus", status);
    }

    /// <summary>The config to keep from now on; the only message that holds secrets, because its reader gave them.</summary>
    public static JsonObject ConnectorConfig(JsonObject config, DateTimeOffset now) => Message("CONTROL", "control", new JsonObject
    {
        ["type"] = "CONNECTOR_CONFIG",
        ["emitted_at"] = now.ToUnixTimeMilliseconds(),
        ["connectorConfig"] = new JsonObject { ["config"] = config.DeepClone() },
    });

    /// <param name="records">Records of the stream since its last state.</param>
    public static JsonObject State(string stream, JsonObject state, long records) => Message("STATE", "state", new JsonObject
    {
        ["type"] = "STREAM",
        ["stream"] = new JsonObject { ["stream_descriptor"] = Descriptor(stream), ["stream_state"] = state.DeepClone() },

        // The protocol has it as a floating point number.
        ["sourceStats"] = new JsonObject { ["recordCount"] = JsonNode.Parse(records.ToString(CultureInfo.InvariantCulture) + ".0") },
    });

    /// <param name="status">STARTED, RUNNING, COMPLETE or INCOMPLETE.</param>
    public static JsonObject StreamStatus(string stream, string status, DateTimeOffset now) => Message("TRACE", "trace", new JsonObject
    {
        ["type"] = "STREAM_STATUS",
        ["emitted_at"] = now.ToUnixTimeMilliseconds(),
        ["stream_status"] = new JsonObject { ["stream_descriptor"] = Descriptor(stream), ["status"] = status },
    });

    /// <param name="failure">config_error, transient_error or system_error.</param>
    /// <param name="stream">Null when the failure is of no one stream.</param>
    public static JsonObject Error(string failure, string message, string? stream, DateTimeOffset now)
    {
        var error = new JsonObject { ["message"] = message, ["internal_message"] = message, ["failure_type"] = failure };
        if (stream is not null) error["stream_descriptor"] = Descriptor(stream);
        return Message("TRACE", "trace", new JsonObject { ["type"] = "ERROR", ["emitted_at"] = now.ToUnixTimeMilliseconds(), ["error"] = error });
    }

    /// <summary>Who has to act, in the protocol's words.</summary>
    public static string FailureType(ConnectorFaultKind kind) => kind switch
    {
        ConnectorFaultKind.Configuration => "config_error",
        ConnectorFaultKind.Transient => "transient_error",
        _ => "system_error",
    };

    private static JsonObject Descriptor(string stream) => new() { ["name"] = stream };

    private static JsonObject Message(string type, string field, JsonNode content) => new() { ["type"] = type, [field] = content };
}
