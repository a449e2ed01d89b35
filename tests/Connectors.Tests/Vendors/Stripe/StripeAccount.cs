using System.Globalization;
using System.Text.Json.Nodes;

namespace ControlPlane.Connectors.Tests.Vendors.Stripe;

/// <summary>
/// What an account holds: objects created one after the other, several in the same second, and the events that tell of their creation,
/// change and deletion.
/// </summary>
internal sealed class StripeAccount
{
    private readonly Dictionary<string, List<JsonObject>> _objects = Resources.ToDictionary(r => r, _ => new List<JsonObject>());
    private readonly Dictionary<string, List<JsonObject>> _lines = [];

    public static IReadOnlyList<string> Resources { get; } =
        ["customers", "charges", "payment_intents", "invoices", "subscriptions", "products", "prices", "refunds", "payouts", "disputes", "balance_transactions", "events"];

    /// <summary>Newest first.</summary>
    public IReadOnlyList<JsonObject> List(string resource) => _objects[resource];

    /// <summary>The lines of an invoice.</summary>
    public IReadOnlyList<JsonObject> Lines(string invoice) => _lines[invoice];

    public static StripeAccount With(int objects, DateTimeOffset from, TimeSpan apart)
    {
        var account = new StripeAccount();
        foreach (var resource in Resources.Where(r => r != "events"))
        {
            // Four of them in each second, so that equal times meet at the borders of pages.
            for (var i = 0; i < objects; i++) account.Create(resource, from + (i / 4) * apart);
        }

        return account;
    }

    public string Create(string resource, DateTimeOffset at)
    {
        var number = _objects[resource].Count;
        var kind = resource[..^1];
        var made = new JsonObject
        {
            ["id"] = $"{Prefix(resource)}_{number:D6}",
            ["object"] = kind,
            ["created"] = at.ToUnixTimeSeconds(),
            ["livemode"] = false,
            ["currency"] = "eur",
            ["metadata"] = new JsonObject { ["náme"] = $"Zoë & Søn \"{number}\"\u2028😀" },
            ["description"] = number % 3 == 0 ? null : $"Núm. {number}",
        };
        if (resource is "charges" or "payment_intents" or "refunds" or "payouts" or "disputes" or "balance_transactions") made["amount"] = number * 100L;
        if (resource is "subscriptions") made["status"] = number % 5 == 0 ? "canceled" : "active";
        if (resource is "products" or "customers" or "prices") made.Remove("currency");
        if (resource is "customers") made["balance"] = -number;
        if (resource is "products") made["updated"] = made["created"]!.DeepClone();
        if (resource is "prices" or "invoices" or "subscriptions" or "payouts" or "disputes" or "refunds" or "charges" or "payment_intents") made.Remove("description");
        if (resource is "balance_transactions") made.Remove("livemode");
        if (resource is "balance_transactions") made.Remove("metadata");
        if (resource is "refunds") made.Remove("livemode");
        if (resource is "invoices") _lines[made["id"]!.ToString()] = [.. Enumerable.Range(0, number % 130).Select(l => Line(made["id"]!.ToString(), l))];
        _objects[resource].Insert(0, made);
        if (resource != "balance_transactions") Tell(resource, "created", made, at);
        return made["id"]!.ToString();
    }

    public void Change(string resource, string id, DateTimeOffset at, Action<JsonObject> change)
    {
        var changed = _objects[resource].Single(o => o["id"]!.ToString() == id);
        change(changed);
        Tell(resource, "updated", changed, at);
    }

    public void Delete(string resource, string id, DateTimeOffset at)
    {
        var deleted = _objects[resource].Single(o => o["id"]!.ToString() == id);
        _objects[resource].Remove(deleted);
        Tell(resource, "deleted", deleted, at);
    }

    public void AddLine(string invoice, DateTimeOffset at)
    {
        _lines[invoice].Add(Line(invoice, _lines[invoice].Count));
        Change("invoices", invoice, at, i => i["total"] = 1);
    }

    private static JsonObject Line(string invoice, int number) => new()
    {
        ["id"] = $"il_{invoice}_{number:D4}", ["object"] = "line_item", ["amount"] = number, ["currency"] = "eur", ["invoice"] = invoice, ["quantity"] = 1,
    };

    private static string Prefix(string resource) => resource switch
    {
        "customers" => "cus", "charges" => "ch", "payment_intents" => "pi", "invoices" => "in", "subscriptions" => "sub", "products" => "prod",
        "prices" => "price", "refunds" => "re", "payouts" => "po", "disputes" => "dp", "balance_transactions" => "txn", _ => "evt",
    };

    private void Tell(string resource, string what, JsonObject about, DateTimeOffset at)
    {
        var type = resource switch
        {
            "subscriptions" => $"customer.subscription.{what}",
            "disputes" => $"charge.dispute.{what}",
            "charges" when what == "created" => "charge.succeeded",
            _ => $"{resource[..^1]}.{what}",
        };
        var events = _objects["events"];
        var made = new JsonObject
        {
            ["id"] = "evt_" + events.Count.ToString("D6", CultureInfo.InvariantCulture),
            ["object"] = "event",
            ["api_version"] = "2025-03-31.basil",
            ["created"] = at.ToUnixTimeSeconds(),
            ["data"] = new JsonObject { ["object"] = about.DeepClone() },
            ["livemode"] = false,
            ["pending_webhooks"] = 0,
            ["type"] = type,
        };

        // The list is ordered by time, and what is newer stands first among equals.
        var place = events.FindIndex(e => e["created"]!.GetValue<long>() <= at.ToUnixTimeSeconds());
        events.Insert(place < 0 ? events.Count : place, made);
    }
}
