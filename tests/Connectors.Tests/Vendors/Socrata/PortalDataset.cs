using System.Globalization;
using System.Text.Json.Nodes;

namespace ControlPlane.Connectors.Tests.Vendors.Socrata;

/// <summary>A register of social services, as a portal publishes it: numbers as text, empty fields left out.</summary>
internal sealed class PortalDataset
{
    public const string Id = "ivft-vegh";

    private int _made;

    public List<JsonObject> Rows { get; private set; } = [];

    public static PortalDataset With(int rows, DateTimeOffset from)
    {
        var dataset = new PortalDataset();
        for (var i = 0; i < rows; i++) dataset.Add(from + TimeSpan.FromMilliseconds(i / 700 * 1001L));
        return dataset;
    }

    public static DateTimeOffset Updated(JsonObject row) =>
        DateTimeOffset.Parse(row[":updated_at"]!.ToString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    public string Add(DateTimeOffset at)
    {
        var number = _made++;
        var row = new JsonObject
        {
            // Identifiers say nothing about when a row was made.
            [":id"] = $"row-{(number * 7919L + 13) % 1_000_003:x5}.{number:x4}",
            [":created_at"] = Text(at),
            [":updated_at"] = Text(at),
            ["registre"] = $"S{number:D5}",
            ["nom"] = number % 2 == 0 ? "Centre Urbà de Reinserció «Llar d'Avis»" : "Pça. d'Antoni Gaudí, 3r 2a — l·l 😀",
            ["capacitat"] = number % 5 == 0 ? null : (number % 200).ToString(CultureInfo.InvariantCulture),
            ["inscripcio"] = "2007-02-07T00:00:00.000",
            ["telefon"] = number % 3 == 0 ? "901010101" : null,
            ["geo"] = new JsonObject { ["type"] = "Point", ["coordinates"] = new JsonArray(2.17, 41.38) },
        };
        Rows.Add(row);
        return row[":id"]!.ToString();
    }

    public void Change(string id, DateTimeOffset at)
    {
        var row = Rows.Single(r => r[":id"]!.ToString() == id);
        row[":updated_at"] = Text(at);
        row["capacitat"] = "1";
    }

    public void Remove(string id) => Rows = [.. Rows.Where(r => r[":id"]!.ToString() != id)];

    public static JsonObject Metadata() => new()
    {
        ["id"] = Id,
        ["name"] = "Registre d'entitats, serveis i establiments socials",
        ["rowsUpdatedAt"] = 1795248000,
        ["columns"] = new JsonArray([.. new[] { "registre", "nom", "capacitat", "inscripcio", "telefon", "geo" }.Select((c, i) => (JsonNode)new JsonObject
        {
            ["id"] = 5000 + i, ["name"] = c, ["fieldName"] = c, ["dataTypeName"] = c == "capacitat" ? "number" : "text", ["position"] = i + 1, ["renderTypeName"] = "text",
        })]),
    };

    private static string Text(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff", CultureInfo.InvariantCulture);
}
