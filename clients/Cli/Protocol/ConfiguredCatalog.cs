using System.Text.Json.Nodes;
using ControlPlane.Connectors;

namespace ControlPlane.Cli.Protocol;

/// <summary>The streams that are to be read.</summary>
internal static class ConfiguredCatalog
{
    /// <summary>Every stream of the connector, when nobody chose.</summary>
    public static IReadOnlyList<string> All(ConfiguredConnector connector) => [.. connector.Streams.Select(s => s.Name)];

    /// <param name="catalog">A configured catalog, or a catalog as discover prints it.</param>
    /// <param name="file">Named in errors.</param>
    /// <exception cref="CommandException">The catalog has another shape.</exception>
    public static IReadOnlyList<string> Read(JsonNode? catalog, string file)
    {
        var inner = (catalog as JsonObject)?["catalog"] ?? catalog;
        if ((inner as JsonObject)?["streams"] is not JsonArray streams)
            throw new CommandException($"the catalog {file} must be an object with a list 'streams', each with a 'stream' that has a 'name'");
        return [.. streams.Select((s, i) => Name(s as JsonObject) ?? throw new CommandException($"the catalog {file} names no stream at streams[{i}]: expected {{\"stream\": {{\"name\": …}}}}"))];
    }

    private static string? Name(JsonObject? configured) => (((configured?["stream"] as JsonObject) ?? configured)?["name"] as JsonValue)?.ToString();
}
