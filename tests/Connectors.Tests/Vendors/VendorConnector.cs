using System.Text.Json.Nodes;
using ControlPlane.Connectors.Requests;

namespace ControlPlane.Connectors.Tests.Vendors;

/// <summary>A shipped manifest with a config that points it at a vendor's server.</summary>
internal sealed class VendorConnector(string name, JsonObject config, TimeProvider time)
{
    private static readonly ReadLimits Limits = new() { IdleTimeout = TimeSpan.FromSeconds(20), ResponseTimeout = TimeSpan.FromSeconds(20), MaxWait = TimeSpan.FromHours(2) };

    public static string ManifestPath(string name) => Path.Combine(AppContext.BaseDirectory, "connectors", $"{name}.yaml");

    public async Task<VendorRead> ReadAsync(string stream, JsonObject? state = null)
    {
        var sink = new CollectingSink();
        using var http = new HttpClient(Limits.CreateHandler(Egress.OwnMachine));
        var connector = await Load().OpenAsync((JsonObject)config.DeepClone(), http, TestContext.Current.CancellationToken, Limits);
        var result = await connector.Streams.Single(s => s.Name == stream).ReadAsync(
            new ReadRequest(connector.Config, (JsonObject?)state?.DeepClone()) { Limits = Limits, Runtime = connector.Runtime }, sink, http, TestContext.Current.CancellationToken);
        return new([.. sink.Records.Select(r => JsonNode.Parse(r)!.AsObject())], result.State, result.Requests);
    }

    public async Task<CheckResult> CheckAsync()
    {
        using var http = new HttpClient(Limits.CreateHandler(Egress.OwnMachine));
        return await Load().CheckAsync((JsonObject)config.DeepClone(), http, TestContext.Current.CancellationToken, Limits);
    }

    public IReadOnlyDictionary<string, JsonObject?> Schemas() => Load().Streams.ToDictionary(s => s.Name, s => s.Schema);

    private Connector Load() => Connector.Load(File.ReadAllText(ManifestPath(name)), $"{name}.yaml", time);
}

/// <summary>What one read of a stream gave.</summary>
internal sealed record VendorRead(IReadOnlyList<JsonObject> Records, JsonObject? State, int Requests)
{
    public List<string> Ids(string field = "id") => [.. Records.Select(r => r[field]!.ToString())];
}
