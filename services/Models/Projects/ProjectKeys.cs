namespace ControlPlane.Models.Projects;

/// <summary>What dbt_project.yml may hold.</summary>
internal static class ProjectKeys
{
    public static IReadOnlySet<string> All { get; } = new HashSet<string>(StringComparer.Ordinal)
    {
        "name", "config-version", "version", "project-root", "source-paths", "model-paths", "macro-paths", "data-paths", "seed-paths", "test-paths", "analysis-paths", "docs-paths",
        "asset-paths", "target-path", "snapshot-paths", "clean-targets", "profile", "log-path", "packages-install-path", "quoting", "on-run-start", "on-run-end",
        "require-dbt-version", "dispatch", "models", "seeds", "snapshots", "analyses", "sources", "data_tests", "unit_tests", "metrics", "semantic-models", "saved-queries",
        "exposures", "functions", "function-paths", "vars", "packages", "query-comment", "restrict-access", "dbt-cloud", "flags",
    };

    /// <summary>Trees of configurations by folder.</summary>
    public static IReadOnlyList<string> Configs { get; } = ["models", "seeds", "snapshots", "data_tests", "sources", "exposures", "unit_tests", "metrics", "semantic-models", "saved-queries"];

    /// <summary>Not rendered here: when they run, or when they are asked for.</summary>
    public static IReadOnlySet<string> Unrendered { get; } = new HashSet<string>(StringComparer.Ordinal) { "on-run-start", "on-run-end", "query-comment", "vars" };

    /// <summary>What templates call; no project may be named so.</summary>
    public static IReadOnlySet<string> ReservedNames { get; } = new HashSet<string>(StringComparer.Ordinal)
    {
        "_sql_results", "adapter", "api", "column", "config", "context", "database", "env", "env_var", "exceptions", "execute", "flags", "fromjson", "fromyaml", "graph",
        "invocation_id", "load_agate_table", "load_result", "log", "model", "modules", "post_hooks", "pre_hooks", "ref", "render", "return", "run_started_at", "schema", "source",
        "sql", "sql_now", "store_result", "store_raw_result", "target", "this", "tojson", "toyaml", "try_or_compiler_error", "var", "write",
    };
}
