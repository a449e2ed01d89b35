using System.Text.Json.Nodes;

namespace ControlPlane.AppHost.SampleSource.Crm;

/// <summary>What the CRM holds under one id.</summary>
internal sealed class CrmObject(string id, DateTimeOffset createdAt)
{
    private DateTimeOffset? _updatedAt;

    public JsonObject Properties { get; } = [];

    /// <returns>False when every given property already had its value.</returns>
    public bool Set(JsonObject properties, DateTimeOffset now)
    {
        var changed = false;
        foreach (var (name, value) in properties)
        {
            if (Properties.ContainsKey(name) && JsonNode.DeepEquals(Properties[name], value)) continue;
            Properties[name] = value?.DeepClone();
            changed = true;
        }
        if (changed) _updatedAt = now;
        return changed;
    }

    public JsonObject ToJson() => new()
    {
        ["id"] = id,
        ["properties"] = Properties.DeepClone(),
        ["createdAt"] = createdAt.ToString("O"),
        ["updatedAt"] = (_updatedAt ?? createdAt).ToString("O"),
    };
}
