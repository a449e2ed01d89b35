using ControlPlane.Contracts.Tenants.Spec;
using ControlPlane.Tenants.Documents;
using Quartz;

namespace ControlPlane.Tenants.Specs;

/// <summary>What a spec must look like, key by key.</summary>
internal static class SpecRules
{
    private static readonly string[] Sizes = [.. CreditRates.BySize.Keys];
    private static readonly string[] SyncModes = ["full_refresh_overwrite", "full_refresh_append", "incremental_append", "incremental_deduped"];
    private static readonly string[] SchemaChanges = ["evolve", "freeze", "discard_row", "discard_value"];

    public static SpecRule Spec { get; } = new ObjectRule(
        new Field("blueprint", new TextRule(), Required: true),
        new Field("displayName", new TextRule(Longest: 200)),
        new Field("sources", new MapRule(Source(), "source")),
        new Field("weight", new NumberRule(0.01m, 100, Whole: false)),
        new Field("warehouse", new ObjectRule(
            new Field("quotaCredits", new NumberRule(0, 1_000_000_000, Whole: false)),
            new Field("connectionLimit", new NumberRule(1, 10_000, Whole: true)),
            new Field("size", new TextRule((text, _) => Sizes.Contains(text) ? null : $"Unknown size; known are {string.Join(", ", Sizes)}{NearestName.Hint(text, Sizes)}")),
            new Field("retentionDays", new NumberRule(0, 90, Whole: true)))),
        new Field("models", new ObjectRule([
            new Field("project", new TextRule(Project)),
            new Field("threads", new NumberRule(1, 64, Whole: true)),
            new Field("vars", new FreeRule()),
            .. EngineRules.Fields,
            new Field("disabled", new ListRule(new TextRule((text, _) => ModelOverrides.CheckName(text)))),
            new Field("config", new ModelConfigRule())])),
        new Field("activations", new ObjectRule(
            new Field("file", new TextRule(BlueprintFile)),
            new Field("connections", new MapRule(new ObjectRule(
                new Field("url", new TextRule(SecretRules.Url), Required: true),
                new Field("token", new TextRule(SecretRules.Reference))), "connection")))),
        new Field("refreshes", new ObjectRule(
            new Field("file", new TextRule(BlueprintFile)),
            new Field("connections", new MapRule(new ObjectRule(
                new Field("apiUrl", new TextRule(SecretRules.Url), Required: true),
                new Field("loginUrl", new TextRule(SecretRules.Url), Required: true),
                new Field("tenantId", new TextRule(), Required: true),
                new Field("clientId", new TextRule(), Required: true),
                new Field("clientSecret", new TextRule(SecretRules.Reference), Required: true),
                new Field("scope", new TextRule())), "connection")))));

    private static Field[] StreamSettings() =>
    [
        new("syncMode", OneOf("sync mode", SyncModes)),
        new("primaryKey", new ListRule(new TextRule(FieldPath), Least: 1)),
        new("cursorField", new TextRule(FieldPath)),
        new("schemaChanges", OneOf("way to treat schema changes", SchemaChanges)),
    ];

    public static TextRule OneOf(string what, string[] known) =>
        new((text, _) => known.Contains(text) ? null : $"Unknown {what}; known are {string.Join(", ", known)}{NearestName.Hint(text, known)}");

    private static string? FieldPath(string text, SpecContext context) =>
        text.Split('.').All(part => part.Length > 0) ? null : "Expected the name of a field, with a dot between the names of nested ones: actor.id";

    private static ObjectRule Source() => new([

        new Field("connector", new TextRule(Connector), Required: true),
        new Field("contract", new TextRule(Manifest)),
        new Field("streams", new ListRule(new TextRule((text, _) => SpecNames.Stream().IsMatch(text) ? null : "A stream's name has 1 to 61 letters, digits, hyphens and underscores."), Least: 1), Required: true),
        new Field("config", new FreeRule()),
        new Field("schedule", new ObjectRule(new Field("cron", new TextRule(Cron), Required: true), new Field("timeZone", new TextRule(TimeZone)))),
        new Field("maxRejectedShare", new NumberRule(0, 1, Whole: false)),
        .. StreamSettings(),
        new Field("streamSettings", new StreamMapRule(new ObjectRule(StreamSettings())))]);

    private static string? Connector(string text, SpecContext context) => text is SourceSpec.LandedFiles or SourceSpec.Push ? null : Manifest(text, context, [SourceSpec.LandedFiles, SourceSpec.Push]);

    private static string? Manifest(string text, SpecContext context) => Manifest(text, context, []);

    private static string? Manifest(string text, SpecContext context, string[] others)
    {
        if (!SpecNames.Connector().IsMatch(text)) return "Not a connector's name: letters, digits, '-', '_' and '.'.";
        if (context.Blueprint is not { } blueprint) return null;
        string[] known = [.. blueprint.Connectors(), .. others];
        return known.Contains(text) ? null : $"Blueprint {blueprint.Name} has no connectors/{text}.yaml; known are {string.Join(", ", known)}{NearestName.Hint(text, known)}";
    }

    private static string? Cron(string text, SpecContext context)
    {
        try
        {
            _ = new CronExpression(text);
            return null;
        }
        catch (FormatException exception)
        {
            return $"Not a cron expression with seconds, such as '0 */10 * * * ?': {exception.Message}";
        }
    }

    private static string? TimeZone(string text, SpecContext context) =>
        TimeZoneInfo.TryFindSystemTimeZoneById(text, out _) ? null : $"Unknown time zone; expected an IANA name such as Europe/Berlin{NearestName.Hint(text, TimeZoneInfo.GetSystemTimeZones().Select(zone => zone.Id))}";

    private static string? BlueprintFile(string text, SpecContext context) => context.Blueprint is not { } blueprint ? null : blueprint.Find(text) switch
    {
        null => "Leads out of the blueprint.",
        var path when !File.Exists(path) => $"Blueprint {blueprint.Name} has no such file.",
        _ => null,
    };

    private static string? Project(string text, SpecContext context) => context.Blueprint is not { } blueprint ? null : blueprint.Find(text) switch
    {
        null => "Leads out of the blueprint.",
        var path when !File.Exists(Path.Combine(path, "dbt_project.yml")) => $"There is no dbt_project.yml in this folder of blueprint {blueprint.Name}.",
        _ => null,
    };
}
