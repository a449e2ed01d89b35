using System.Globalization;
using System.Text.Json.Nodes;

namespace ControlPlane.Connectors.Tests.Vendors.HubSpot;

internal sealed class CrmObject(string id, long updatedMs)
{
    public string Id => id;

    public long UpdatedMs { get; set; } = updatedMs;

    public bool Archived { get; set; }
}

/// <summary>What an account holds; the value of a property follows from its name and the object.</summary>
internal sealed class HubSpotAccount(int customProperties = 5)
{
    private static readonly string[] DefaultProperties = ["email", "firstname", "hs_object_id"];
    private readonly Dictionary<string, List<CrmObject>> _objects = new() { ["contacts"] = [], ["companies"] = [], ["deals"] = [] };

    public bool Knows(string kind) => _objects.ContainsKey(kind);

    public List<CrmObject> Objects(string kind) => _objects[kind];

    public IEnumerable<string> Properties(string kind) =>
        [.. DefaultProperties, kind == "contacts" ? "lastmodifieddate" : "hs_lastmodifieddate", .. Enumerable.Range(0, customProperties).Select(i => $"custom_property_with_quite_a_long_name_{i:D4}")];

    public string Add(string kind, DateTimeOffset at)
    {
        var made = new CrmObject((1000 + _objects[kind].Count).ToString(CultureInfo.InvariantCulture), at.ToUnixTimeMilliseconds());
        _objects[kind].Add(made);
        return made.Id;
    }

    /// <summary>The value of a property; null where it is empty.</summary>
    public static string? Value(CrmObject about, string property) => property switch
    {
        "hs_object_id" => about.Id,
        "firstname" => "Zoë \u2028 😀",
        "email" => $"joé+{about.Id}@example.org",
        "lastmodifieddate" or "hs_lastmodifieddate" => Text(about.UpdatedMs),
        _ => int.Parse(about.Id, CultureInfo.InvariantCulture) % 3 == 0 ? null : $"{about.Id}/{property[^4..]}",
    };

    public JsonObject Show(string kind, CrmObject about, IReadOnlyCollection<string> names)
    {
        var known = Properties(kind).ToHashSet();
        var properties = new JsonObject();
        foreach (var name in names.Count == 0 ? DefaultProperties : [.. names.Where(known.Contains).Append("hs_object_id").Distinct()]) properties[name] = Value(about, name);
        var shown = new JsonObject { ["id"] = about.Id, ["properties"] = properties, ["createdAt"] = "2020-01-01T00:00:00.000Z", ["updatedAt"] = Text(about.UpdatedMs), ["archived"] = about.Archived };
        if (about.Archived) shown["archivedAt"] = Text(about.UpdatedMs);
        return shown;
    }

    // HubSpot leaves out the fraction where there is none.
    private static string Text(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).UtcDateTime
        .ToString(milliseconds % 1000 == 0 ? "yyyy-MM-dd'T'HH:mm:ss'Z'" : "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
