using System.Text.Json;
using System.Text.Json.Serialization;
using ControlPlane.Contracts;

namespace ControlPlane.Reconciliation.Outbox;

internal static class OutboxJson
{
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };

    /// <summary>Only types of the contracts assembly are ever made from a row.</summary>
    public static ITenantMessage Read(string type, string body)
    {
        var known = typeof(ITenantMessage).Assembly.GetType(type) ?? throw new InvalidOperationException($"The outbox holds a message of unknown type {type}.");
        return (ITenantMessage)JsonSerializer.Deserialize(body, known, Options)!;
    }
}
