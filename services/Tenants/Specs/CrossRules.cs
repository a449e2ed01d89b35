using System.Text.Json.Nodes;
using ControlPlane.Contracts.Tenants.Spec;
using ControlPlane.Tenants.Documents;
using ControlPlane.Warehouses;

namespace ControlPlane.Tenants.Specs;

/// <summary>What only shows when parts of a spec are looked at together, or together with the blueprint's files.</summary>
internal static class CrossRules
{
    public static void Check(JsonObject spec, SpecContext context)
    {
        CheckTables(spec, context);
        EngineRules.Check(spec, context);
        if (context.Blueprint is null) return;
        CheckStreams(spec, context);
        SyncRules.Check(spec, Streams(spec), context);
        CheckSecrets(spec, context);
        CheckConnections(spec, "activations", found => found?["destination"]?["connection"], context);
        CheckConnections(spec, "refreshes", found => found?["connection"], context);
    }

    private static void CheckTables(JsonObject spec, SpecContext context)
    {
        var tables = new Dictionary<string, string>();
        foreach (var (source, stream, path) in Streams(spec))
        {
            var table = WarehouseNames.RawTable(source, stream);
            if (table.Length > 63) context.Errors.Add(path, $"The table RAW.{table} would have more than 63 characters; shorten the source's name.");
            var taken = !tables.TryAdd(table, path) ? table : !tables.TryAdd(WarehouseNames.CurrentView(table), path) ? WarehouseNames.CurrentView(table) : null;
            if (taken is not null) context.Errors.Add(path, $"RAW.{taken} is what {tables[taken]} is loaded into or shown by; rename one of the sources.");
        }
    }

    private static void CheckStreams(JsonObject spec, SpecContext context)
    {
        foreach (var (source, stream, path) in Streams(spec))
        {
            var settings = spec["sources"]![source]!;
            var manifest = Text(settings["contract"]) ?? Text(settings["connector"]);
            if (manifest is null or SourceSpec.LandedFiles or SourceSpec.Push || !SpecNames.Connector().IsMatch(manifest)) continue;
            if (context.Blueprint!.ReadConnector(manifest)?["streams"] is not JsonArray declared) continue;
            var names = declared.Select(one => Text((one as JsonObject)?["name"])).ToArray();
            // A stream that is only referred to has its name elsewhere: nothing can be said then.
            if (names.Any(name => name is null) || names.Contains(stream)) continue;
            context.Errors.Add(path, $"Connector {manifest} has no stream '{stream}'; known are {string.Join(", ", names)}{NearestName.Hint(stream, names!)}");
        }
    }

    /// <summary>What a connector's manifest marks as secret must be a reference, whatever it is called.</summary>
    private static void CheckSecrets(JsonObject spec, SpecContext context)
    {
        if (spec["sources"] is not JsonObject sources) return;
        foreach (var (source, settings) in sources)
        {
            if ((settings as JsonObject)?["config"] is not JsonObject config || Text(settings["connector"]) is not { } connector) continue;
            if (connector is SourceSpec.LandedFiles or SourceSpec.Push || !SpecNames.Connector().IsMatch(connector) || context.Blueprint!.ReadConnector(connector) is not { } manifest) continue;
            new ManifestSecrets(manifest, context).Check($"sources.{source}.config", config);
        }
    }

    private static void CheckConnections(JsonObject spec, string section, Func<JsonObject?, JsonNode?> connectionOf, SpecContext context)
    {
        if (spec[section] is not JsonObject part || part["connections"] is not JsonObject connections) return;
        var known = Text(part["file"]) is { } file && context.Blueprint!.ReadYaml(file)?[section] is JsonArray entries
            ? entries.Select(entry => Text(connectionOf(entry as JsonObject))).OfType<string>().Distinct().ToArray()
            : [];
        foreach (var (name, _) in connections.Where(connection => !known.Contains(connection.Key)))
        {
            var names = known.Length == 0 ? "there are none" : $"known are {string.Join(", ", known)}";
            context.Errors.Add($"{section}.connections.{name}", $"No entry of the blueprint's {section} uses this connection; {names}{NearestName.Hint(name, known)}");
        }
    }

    private static IEnumerable<(string Source, string Stream, string Path)> Streams(JsonObject spec)
    {
        if (spec["sources"] is not JsonObject sources) yield break;
        foreach (var (source, settings) in sources)
        {
            if ((settings as JsonObject)?["streams"] is not JsonArray streams) continue;
            for (var index = 0; index < streams.Count; index++)
                if (Text(streams[index]) is { } stream) yield return (source, stream, $"sources.{source}.streams[{index}]");
        }
    }

    internal static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
