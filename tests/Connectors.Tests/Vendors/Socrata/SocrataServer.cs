using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace ControlPlane.Connectors.Tests.Vendors.Socrata;

/// <summary>A Socrata portal, SODA 2.0: no total and no next link, pages that overlap unless ordered by something that does not change.</summary>
internal sealed partial class SocrataServer(PortalDataset dataset, TimeProvider time, int callsWithoutToken = 300) : VendorServer
{
    public const string Token = "Xy3aBcDeFgHiJkLmNoPqRsTuV";

    private readonly CallWindow _shared = new(callsWithoutToken, TimeSpan.FromHours(1), time);
    private int _running;

    /// <summary>So many of the next queries are still running when the answer is due.</summary>
    public void RunLong(int queries) => _running = queries;

    protected override VendorAnswer Answer(VendorRequest request)
    {
        if (request.Method != "GET") throw Refused(404, "not_found", "Cannot find resource");
        switch (request.Header("X-App-Token"))
        {
            case null when !_shared.Take(): throw Refused(429, "too_many_requests", "You have exceeded the number of requests for clients without a token");
            case not (null or Token): throw Refused(403, "permission_denied", "Invalid app_token specified");
        }

        if (request.Path == $"/api/views/{PortalDataset.Id}.json") return VendorAnswer.Ok(PortalDataset.Metadata());
        if (request.Path != $"/resource/{PortalDataset.Id}.json") throw Refused(404, "dataset.missing", $"Cannot find view with id {Path.GetFileNameWithoutExtension(request.Path)}");
        if (_running > 0 && _running-- > 0) return new(202, """{"status":"processing"}""");
        return Rows(request);
    }

    private VendorAnswer Rows(VendorRequest request)
    {
        if (request.Unknown("$select", "$where", "$order", "$limit", "$offset") is { } unknown)
            throw Refused(400, "query.soql.no-such-column", $"Query coordinator error: no-such-column: {unknown}", request);
        var limit = Number(request, "$limit") ?? 1000;
        if (limit > 50_000) throw Refused(400, "query.soql.limit", "Invalid value for parameter $limit: the maximum is 50000", request);
        var offset = Number(request, "$offset") ?? 0;
        var rows = dataset.Rows;
        if (request.Parameter("$where") is { } where)
        {
            var condition = Where().Match(where);
            if (!condition.Success) throw Refused(400, "query.compiler.malformed", $"Could not parse SoQL query \"{where}\"", request);
            var bound = DateTimeOffset.Parse(condition.Groups[2].Value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
            rows = [.. rows.Where(r => condition.Groups[1].Value == ">=" ? PortalDataset.Updated(r) >= bound : PortalDataset.Updated(r) > bound)];
        }

        rows = request.Parameter("$order") switch
        {
            ":id" => [.. rows.OrderBy(r => r[":id"]!.ToString(), StringComparer.Ordinal)],
            ":updated_at,:id" => [.. rows.OrderBy(PortalDataset.Updated).ThenBy(r => r[":id"]!.ToString(), StringComparer.Ordinal)],
            // The order of an unordered query is another one each time.
            null => [.. rows.OrderBy(_ => Guid.NewGuid())],
            var order => throw Refused(400, "query.compiler.malformed", $"Could not parse SoQL query \"order {order}\"", request),
        };
        var system = request.Parameter("$select") switch
        {
            null or "*" => false,
            ":*,*" => true,
            var select => throw Refused(400, "query.compiler.malformed", $"Could not parse SoQL query \"select {select}\"", request),
        };
        return VendorAnswer.Ok(new JsonArray([.. rows.Skip(offset).Take(limit).Select(r => (JsonNode)Shown(r, system))])).With("X-SODA2-Legacy-Types", "true");
    }

    private static JsonObject Shown(JsonObject row, bool system)
    {
        var shown = (JsonObject)row.DeepClone();
        foreach (var (name, value) in row)
        {
            // An empty field is not sent at all.
            if (value is null || !system && name[0] == ':') shown.Remove(name);
        }

        return shown;
    }

    private static int? Number(VendorRequest request, string name) => request.Parameter(name) is not { } text ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
        : throw Refused(400, "query.soql.invalid-parameter", $"Invalid value for parameter {name}: {text}", request);

    private static RefusedException Refused(int status, string code, string message, VendorRequest? request = null)
    {
        var body = new JsonObject { ["code"] = code, ["error"] = true, ["message"] = message };
        if (request is not null) body["data"] = new JsonObject { ["query"] = string.Join('&', request.Query.Select(p => $"{p.Key}={p.Value[0]}")) };
        return new(VendorAnswer.Of(status, body));
    }

    [GeneratedRegex(@"^:updated_at (>=|>) '(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{3})?)'$")]
    private static partial Regex Where();
}
