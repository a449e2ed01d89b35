using System.Text.Json;
using System.Text.Json.Nodes;
using ControlPlane.Contracts.Tenants.Spec;

namespace ControlPlane.Tenants.Specs;

internal static class SpecJson
{
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web);

    public static TenantSpec ToSpec(JsonObject effective) => effective.Deserialize<TenantSpec>(Options)!;
}
