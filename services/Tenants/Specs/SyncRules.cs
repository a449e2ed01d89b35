using System.Text.Json.Nodes;
using ControlPlane.Contracts.Tenants.Spec;
using static ControlPlane.Tenants.Specs.CrossRules;

namespace ControlPlane.Tenants.Specs;

/// <summary>Whether a stream can be synced in the mode that is declared for it.</summary>
internal static class SyncRules
{
    public static void Check(JsonObject spec, IEnumerable<(string Source, string Stream, string Path)> streams, SpecContext context)
    {
        foreach (var (source, stream, _) in streams)
        {
            var settings = (JsonObject)spec["sources"]![source]!;
            var own = (settings["streamSettings"] as JsonObject)?[stream] as JsonObject;
            var path = own?.ContainsKey("syncMode") == true ? $"sources.{source}.streamSettings.{stream}.syncMode" : $"sources.{source}.syncMode";
            var mode = Text(own?["syncMode"] ?? settings["syncMode"]);
            if (Text(settings["connector"]) == SourceSpec.Push && mode?.StartsWith("full_refresh", StringComparison.Ordinal) == true)
                context.Errors.Add(path, $"Pushed records cannot be read again, so {mode} has no meaning for them; use incremental_append or incremental_deduped.");
            if (mode != "incremental_deduped" || own?["primaryKey"] is not null || settings["primaryKey"] is not null || HasKey(settings, stream, context)) continue;
            context.Errors.Add(path, $"incremental_deduped needs a primary key, and the connector declares none for '{stream}': set primaryKey.");
        }
    }

    /// <summary>True also where the manifest does not say it in a way that can be read here.</summary>
    private static bool HasKey(JsonObject settings, string stream, SpecContext context)
    {
        var manifest = Text(settings["contract"]) ?? Text(settings["connector"]);
        if (manifest is null or SourceSpec.LandedFiles or SourceSpec.Push) return false;
        if (!SpecNames.Connector().IsMatch(manifest) || context.Blueprint!.ReadConnector(manifest)?["streams"] is not JsonArray declared) return true;
        var found = declared.OfType<JsonObject>().FirstOrDefault(one => Text(one["name"]) == stream);
        return found is null || found.ContainsKey("primary_key") || found.ContainsKey("$parameters") || found.ContainsKey("$ref");
    }
}
