using System.Text.Json.Nodes;
using ControlPlane.Connectors.Checks;
using ControlPlane.Connectors.Dynamic;
using ControlPlane.Connectors.Interpolation;
using ControlPlane.Connectors.Manifests;
using ControlPlane.Connectors.Specification;
using ControlPlane.Connectors.Requests.CallRates;

namespace ControlPlane.Connectors;

/// <summary>What a manifest declares as a whole.</summary>
internal sealed record ConnectorDefinition
{
    /// <summary>Named in errors.</summary>
    public required string File { get; init; }

    public required IReadOnlyList<StreamEntry> Streams { get; init; }

    public required IReadOnlyList<DynamicStreamDefinition> DynamicStreams { get; init; }

    public required CheckDefinition? Check { get; init; }

    public SpecDefinition? Spec { get; init; }

    public ApiBudget? Budget { get; init; }

    public ConcurrencyLevel? Concurrency { get; init; }

    private Interpolated? AsyncJobs { get; init; }

    /// <summary>The group of each stream that must not be read while another one of the group is.</summary>
    public required IReadOnlyDictionary<string, string> Groups { get; init; }

    /// <summary>What is odd about the manifest but no error.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>How many jobs may run in the source at once; one when the manifest does not say, or says what cannot be.</summary>
    public int AsyncJobLimit(Scope scope) => AsyncJobs?.Evaluate(scope, WantedType.Integer) is long limit and > 0 and <= int.MaxValue ? (int)limit : 1;

    public JsonObject? ConnectionSpecification => Spec?.Specification.ConnectionSpecification;

    public static ConnectorDefinition Compile(Component c, string file)
    {
        if (c.TypeName != "DeclarativeSource") c.Error("type", "expected DeclarativeSource");
        var version = c.Text("version", required: true);
        if (!c.Has("streams") && !c.Has("dynamic_streams")) c.Error("", "DeclarativeSource needs streams or dynamic_streams");

        var streams = c.Children("streams", StreamEntry.Kinds);
        foreach (var twice in streams.SelectMany(e => e.Streams).GroupBy(s => s.Name).Where(g => g.Count() > 1 && streams.Count(e => e.Condition is null && e.Streams[0].Name == g.Key) > 1))
            c.Error("streams", $"the name '{twice.Key}' is used {twice.Count()} times");

        var check = c.Child("check", CheckDefinition.Kinds, required: true);
        if (!c.Has("dynamic_streams"))
        {
            var declared = DeclaredNames(c["streams"] as JsonArray);
            foreach (var name in check?.StreamNames.Where(n => !declared.Contains(n)) ?? []) c.Error("check.stream_names", $"there is no stream '{name}'");
        }

        var spec = c.Child("spec", SpecDefinition.Kinds);
        return new()
        {
            File = file,
            Streams = streams,
            DynamicStreams = [.. c.Children("dynamic_streams", DynamicStreamDefinition.Kinds).Select((d, i) => d.Name.Length > 0 ? d : d with { Name = $"dynamic_stream_{i}" })],
            Check = check,
            Spec = spec,
            Budget = c.Child("api_budget", ApiBudget.Kinds),
            Concurrency = c.Child("concurrency_level", ConcurrencyLevel.Kinds),
            AsyncJobs = c.Template("max_concurrent_async_job_count"),
            Groups = StreamGroups.Compile(c),
            Warnings = [.. new[] { ManifestVersion.Remark(version), UnknownOverrides(check, spec) }.OfType<string>()],
        };
    }

    private static HashSet<string?> DeclaredNames(JsonArray? streams) =>
        [.. (streams ?? []).OfType<JsonObject>().SelectMany(s => s["streams"] is JsonArray inner ? inner.OfType<JsonObject>() : [s]).Select(s => s["name"]?.ToString())];

    private static string? UnknownOverrides(CheckDefinition? check, SpecDefinition? spec)
    {
        if (check?.Overrides is null || spec?.Specification.ConnectionSpecification is not { } schema || !schema.ContainsKey("properties")) return null;
        var declared = SchemaNames(schema).ToHashSet(StringComparer.Ordinal);
        string[] unknown = [.. check.Overrides.Select(o => o.Key).Where(k => !declared.Contains(k))];
        return unknown.Length == 0 ? null : $"check.config_overrides names {string.Join(", ", unknown)}, which the spec does not declare: they have no effect";
    }

    private static readonly string[] SchemaCombinations = ["allOf", "anyOf", "oneOf"];

    private static IEnumerable<string> SchemaNames(JsonObject schema) =>
        (schema["properties"] as JsonObject ?? []).Select(p => p.Key).Concat(
            SchemaCombinations.SelectMany(k => schema[k] as JsonArray ?? []).OfType<JsonObject>().SelectMany(SchemaNames));
}
