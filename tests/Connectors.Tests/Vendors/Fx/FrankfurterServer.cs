using System.Globalization;
using System.IO.Compression;
using System.Text.Json.Nodes;

namespace ControlPlane.Connectors.Tests.Vendors.Fx;

/// <summary>Frankfurter's API, version 2, over the history of rates that the European Central Bank publishes.</summary>
internal sealed class FrankfurterServer(string history, TimeProvider time) : VendorServer
{
    private readonly EuroRates _rates = EuroRates.Read(history);

    public EuroRates Rates => _rates;

    /// <summary>The last day that has been published.</summary>
    public DateOnly Published { get; set; } = DateOnly.MaxValue;

    protected override VendorAnswer Answer(VendorRequest request)
    {
        if (request.Method != "GET") throw Refused(404, "not found");
        return request.Path switch
        {
            "/v2/rates" => RatesOf(request),
            "/v2/currencies" => Known(request, "scope", "providers") ?? VendorAnswer.Ok(new JsonArray([.. _rates.Currencies.Select(c => (JsonNode)new JsonObject { ["iso_code"] = c, ["iso_numeric"] = null, ["name"] = $"Currency {c} — ₡", ["symbol"] = null, ["start_date"] = "1999-01-04", ["end_date"] = "2026-11-20" })])),
            "/v2/providers" => Known(request) ?? VendorAnswer.Ok(new JsonArray(new JsonObject { ["key"] = "ECB", ["name"] = "European Central Bank", ["pivot_currency"] = "EUR", ["currencies"] = new JsonArray("USD", "GBP") })),
            _ => throw Refused(404, "not found"),
        };
    }

    private VendorAnswer RatesOf(VendorRequest request)
    {
        Known(request, "date", "from", "to", "base", "quotes", "providers", "group", "expand");
        if (request.Parameter("date") is not null && (request.Parameter("from") ?? request.Parameter("to")) is not null) throw Refused(422, "date cannot be combined with from/to");
        var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        var from = Day(request.Parameter("from")) ?? today;
        var to = Day(request.Parameter("to")) ?? today;
        if (from > to) throw Refused(422, "from must not be after to");
        if (to > Published) to = Published;
        var unit = request.Parameter("base") ?? "EUR";
        if (unit != "EUR" && !_rates.Currencies.Contains(unit)) throw Refused(404, $"unknown currency: {unit}");
        var quotes = request.Parameter("quotes")?.Split(',');
        if (quotes?.FirstOrDefault(q => q != "EUR" && !_rates.Currencies.Contains(q)) is { } unknown) throw Refused(404, $"unknown currency: {unknown}");
        return VendorAnswer.Ok(new JsonArray([.. _rates.Between(from, to, unit, quotes).Select(r => (JsonNode)new JsonObject
        {
            ["date"] = r.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), ["base"] = unit, ["quote"] = r.Quote, ["rate"] = r.Rate,
        })]));
    }

    private static DateOnly? Day(string? text) => text is null ? null
        : DateOnly.TryParseExact(text, "yyyy-MM-dd", out var day) ? day : throw Refused(422, $"invalid date: {text}");

    private static VendorAnswer? Known(VendorRequest request, params string[] known) =>
        request.Unknown(known) is { } name ? throw Refused(422, $"unknown parameter: {name}") : null;

    private static RefusedException Refused(int status, string message) => new(VendorAnswer.Of(status, new JsonObject { ["message"] = message }));
}

internal sealed record DayRate(DateOnly Day, string Quote, decimal Rate);

/// <summary>What a euro was worth on every business day, oldest first.</summary>
internal sealed class EuroRates(IReadOnlyList<string> currencies, IReadOnlyList<(DateOnly Day, decimal?[] Values)> days)
{
    public IReadOnlyList<string> Currencies => currencies;

    public IEnumerable<DayRate> Between(DateOnly from, DateOnly to, string unit, IReadOnlyCollection<string>? quotes)
    {
        foreach (var (day, values) in days)
        {
            if (day < from || day > to) continue;
            if ((unit == "EUR" ? 1m : values[IndexOf(unit)]) is not { } per) continue;
            foreach (var quote in currencies.Append("EUR").Order(StringComparer.Ordinal))
            {
                if (quotes is not null && !quotes.Contains(quote)) continue;
                if ((quote == "EUR" ? 1m : values[IndexOf(quote)]) is { } rate) yield return new(day, quote, decimal.Round(rate / per, 5));
            }
        }
    }

    public static EuroRates Read(string file)
    {
        using var lines = new StreamReader(new GZipStream(File.OpenRead(file), CompressionMode.Decompress));
        var currencies = lines.ReadLine()!.Split(',').Skip(1).Where(c => c.Trim().Length > 0).ToList();
        var days = new List<(DateOnly, decimal?[])>();
        while (lines.ReadLine() is { } line)
        {
            var cells = line.Split(',');
            if (cells.Length <= currencies.Count) continue;
            days.Add((DateOnly.ParseExact(cells[0], "yyyy-MM-dd", CultureInfo.InvariantCulture),
                [.. cells.Skip(1).Take(currencies.Count).Select(c => decimal.TryParse(c, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var rate) ? rate : (decimal?)null)]));
        }

        days.Reverse();
        return new(currencies, days);
    }

    private int IndexOf(string currency) => ((List<string>)currencies).IndexOf(currency);
}
