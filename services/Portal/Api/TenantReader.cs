using System.Text.Json;

namespace ControlPlane.Portal.Api;

/// <summary>Reads what the tenant API tells, and takes no offence at what it leaves out.</summary>
internal static class TenantReader
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public static Page<TenantView> ReadPage(JsonElement json, string month) =>
        new([.. Items(json).Select(tenant => ReadTenant(tenant, month))], Text(json, "next"));

    /// <summary>Used and quota under any of the names that the usage goes by; null when neither is told.</summary>
    /// <param name="month">The current one, as <c>2026-11</c>.</param>
    public static CreditsView? ReadCredits(JsonElement json, string month)
    {
        if (Child(json, "months") is { ValueKind: JsonValueKind.Array } months)
        {
            var now = months.EnumerateArray().FirstOrDefault(entry => Text(entry, "month") == month);
            return new CreditsView(Number(now, "credits") ?? 0, Number(json, "quotaCredits"));
        }
        if (Child(json, "credits") is { ValueKind: JsonValueKind.Object } nested) json = nested;
        if (Child(json, "usage") is { ValueKind: JsonValueKind.Object } usage) json = usage;
        var used = Number(json, "used") ?? Number(json, "creditsUsed") ?? Number(json, "credits");
        return used is null ? null : new CreditsView(used.Value, Number(json, "quota") ?? Number(json, "creditQuota") ?? Number(json, "limit"));
    }

    private static TenantView ReadTenant(JsonElement json, string month) => new()
    {
        Tenant = Text(json, "tenant") ?? Text(json, "id") ?? "",
        Blueprint = Text(json, "blueprint") ?? (Child(json, "spec") is { } spec ? Text(spec, "blueprint") : null),
        Generation = (long?)Number(json, "generation"),
        State = Text(json, "state") ?? Text(json, "status") ?? Text(json, "phase"),
        Conditions = Child(json, "conditions") is { ValueKind: JsonValueKind.Array } conditions ? conditions.Deserialize<List<ConditionView>>(Json) : null,
        Credits = ReadCredits(json, month),
    };

    private static IEnumerable<JsonElement> Items(JsonElement json) =>
        (Child(json, "items") ?? Child(json, "tenants")) is { ValueKind: JsonValueKind.Array } items ? items.EnumerateArray() : [];

    private static JsonElement? Child(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var child) ? child : null;

    private static string? Text(JsonElement json, string name) => Child(json, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    private static double? Number(JsonElement json, string name) => Child(json, name) is { ValueKind: JsonValueKind.Number } number ? number.GetDouble() : null;
}
