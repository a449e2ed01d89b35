using ControlPlane.Models.Projects;

namespace ControlPlane.Models.Artifacts;

/// <summary>The versions that artifacts are written in, and the metadata that each begins with.</summary>
public static class ArtifactMetadata
{
    /// <summary>The version of dbt Core whose behaviour projects see here.</summary>
    public const string DbtVersion = "1.10.15";

    public const string Manifest = "https://schemas.getdbt.com/dbt/manifest/v12.json";

    public const string RunResults = "https://schemas.getdbt.com/dbt/run-results/v6.json";

    public const string Catalog = "https://schemas.getdbt.com/dbt/catalog/v1.json";

    public const string Sources = "https://schemas.getdbt.com/dbt/sources/v3.json";

    private const string EnvironmentPrefix = "DBT_ENV_CUSTOM_ENV_";

    public static Dictionary<string, object?> For(string schema, Invocation invocation, TimeProvider time) => new(StringComparer.Ordinal)
    {
        ["dbt_schema_version"] = schema,
        ["dbt_version"] = DbtVersion,
        ["generated_at"] = JsonValues.Timestamp(time.GetUtcNow()),
        ["invocation_id"] = invocation.Id.ToString(),
        ["invocation_started_at"] = JsonValues.Timestamp(invocation.StartedAt),
        ["env"] = invocation.Environment.Where(pair => pair.Key.StartsWith(EnvironmentPrefix, StringComparison.Ordinal))
            .ToDictionary(pair => pair.Key[EnvironmentPrefix.Length..], pair => (object?)pair.Value, StringComparer.Ordinal),
    };
}
