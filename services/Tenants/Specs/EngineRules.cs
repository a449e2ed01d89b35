using System.Text.Json.Nodes;
using ControlPlane.Contracts.Tenants.Spec;

namespace ControlPlane.Tenants.Specs;

/// <summary>What runs the models, and what each engine needs to be told.</summary>
internal static class EngineRules
{
    private const long MaxId = 1_000_000_000_000_000;

    /// <summary>By engine: the key that its settings are under.</summary>
    private static readonly Dictionary<string, (string Key, string Needs)> Sections = new(StringComparer.Ordinal)
    {
        [ModelEngines.DbtCloud] = ("dbtCloud", "accountId, jobId and token (a secret reference)"),
        [ModelEngines.Dagster] = ("dagster", "url and location, and token (a secret reference) for Dagster+"),
    };

    public static IReadOnlyList<Field> Fields { get; } =
    [
        new("engine", SpecRules.OneOf("engine of models", [.. ModelEngines.All])),
        new("dbtCloud", new ObjectRule(
            new Field("url", new TextRule(SecretRules.Url)),
            new Field("accountId", new NumberRule(1, MaxId, Whole: true), Required: true),
            new Field("jobId", new NumberRule(1, MaxId, Whole: true), Required: true),
            new Field("token", new TextRule(SecretRules.Reference), Required: true))),
        new("dagster", new ObjectRule(
            new Field("url", new TextRule(SecretRules.Url), Required: true),
            new Field("location", new TextRule(), Required: true),
            new Field("repository", new TextRule()),
            new Field("job", new TextRule()),
            new Field("token", new TextRule(SecretRules.Reference)),
            new Field("organization", new TextRule()),
            new Field("deployment", new TextRule()))),
    ];

    /// <summary>The engine that is chosen has its settings.</summary>
    public static void Check(JsonObject spec, SpecContext context)
    {
        if (spec["models"] is not JsonObject models || CrossRules.Text(models["engine"]) is not { } engine) return;
        if (engine != ModelEngines.Native && ModelEngines.All.Contains(engine)) CheckOverrides(models, engine, context);
        if (!Sections.TryGetValue(engine, out var section)) return;
        if (!models.ContainsKey(section.Key)) context.Errors.Add($"models.{section.Key}", $"Missing: models.engine is {engine}, which needs {section.Needs}. Add them, or choose engine: {ModelEngines.Native}.");
    }

    /// <summary>Other engines read the project as it is.</summary>
    private static void CheckOverrides(JsonObject models, string engine, SpecContext context)
    {
        foreach (var key in (string[])["disabled", "config"])
            if (models[key] is JsonArray { Count: > 0 } or JsonObject { Count: > 0 }) context.Errors.Add($"models.{key}", $"Has no effect with models.engine {engine}: use vars, or engine: {ModelEngines.Native}.");
    }
}
