using System.Globalization;
using System.Text.Json.Nodes;

namespace ControlPlane.Connectors.Tests.Vendors.Intercom;

/// <summary>What a workspace holds.</summary>
internal sealed class IntercomWorkspace
{
    public List<JsonObject> Contacts { get; } = [];

    public List<JsonObject> Conversations { get; } = [];

    public List<JsonObject> Companies { get; } = [];

    public List<JsonObject> Admins { get; } = [];

    public List<JsonObject> Tags { get; } = [];

    public static IntercomWorkspace With(int contacts, int conversations, int companies, DateTimeOffset from)
    {
        var workspace = new IntercomWorkspace();
        for (var i = 0; i < contacts; i++) workspace.AddContact(from + TimeSpan.FromMinutes(i / 5 * 30));
        for (var i = 0; i < conversations; i++) workspace.AddConversation(from + TimeSpan.FromMinutes(i / 5 * 30));
        for (var i = 0; i < companies; i++)
            workspace.Companies.Add(new() { ["type"] = "company", ["id"] = $"{i:x24}", ["company_id"] = $"{i}", ["name"] = $"Acme № {i}", ["size"] = i, ["updated_at"] = from.ToUnixTimeSeconds(), ["industry"] = null });
        for (var i = 0; i < 7; i++) workspace.Admins.Add(new() { ["type"] = "admin", ["id"] = $"{i}", ["name"] = "Łukasz", ["email"] = $"{i}@example.org", ["away_mode_enabled"] = false, ["team_ids"] = new JsonArray(1, 2), ["avatar"] = null });
        for (var i = 0; i < 300; i++) workspace.Tags.Add(new() { ["type"] = "tag", ["id"] = $"{i}", ["name"] = $"tag {i}" });
        return workspace;
    }

    public string AddContact(DateTimeOffset at)
    {
        var id = $"6{Contacts.Count:x23}";
        Contacts.Add(new()
        {
            ["type"] = "contact", ["id"] = id, ["external_id"] = Contacts.Count % 4 == 0 ? null : Contacts.Count.ToString(CultureInfo.InvariantCulture), ["workspace_id"] = "ecahpwf5", ["role"] = "user",
            ["email"] = $"joé+{Contacts.Count}@bloggs.com", ["name"] = "Zoë \u2028 😀", ["owner_id"] = null, ["has_hard_bounced"] = false,
            ["created_at"] = at.ToUnixTimeSeconds(), ["updated_at"] = at.ToUnixTimeSeconds(), ["last_seen_at"] = null, ["custom_attributes"] = new JsonObject { ["paid_subscriber"] = true },
            ["tags"] = new JsonObject { ["type"] = "list", ["data"] = new JsonArray(), ["url"] = $"/contacts/{id}/tags", ["total_count"] = 0, ["has_more"] = false },
        });
        return id;
    }

    public string AddConversation(DateTimeOffset at)
    {
        var id = (400_000 + Conversations.Count).ToString(CultureInfo.InvariantCulture);
        Conversations.Add(new()
        {
            ["type"] = "conversation", ["id"] = id, ["title"] = Conversations.Count % 3 == 0 ? null : "¿Qué pasa?", ["created_at"] = at.ToUnixTimeSeconds(), ["updated_at"] = at.ToUnixTimeSeconds(),
            ["waiting_since"] = null, ["open"] = true, ["state"] = "open", ["read"] = false, ["priority"] = "not_priority",
        });
        return id;
    }
}
