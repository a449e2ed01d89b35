namespace ControlPlane.Models.Projects;

/// <summary>What the reference's flags are where neither the call nor its environment nor the project says anything, by their names in lower case.</summary>
public static class FlagDefaults
{
    /// <summary>Of every command.</summary>
    public static IReadOnlyDictionary<string, object?> Common { get; } = new Dictionary<string, object?>(StringComparer.Ordinal)
    {
        ["cache_selected_only"] = false, ["debug"] = false, ["defer"] = false, ["fail_fast"] = false, ["favor_state"] = false, ["indirect_selection"] = "eager", ["introspect"] = true,
        ["log_cache_events"] = false, ["log_file_max_bytes"] = 10485760L, ["log_format"] = "default", ["log_format_file"] = "debug", ["log_level"] = "info", ["log_level_file"] = "debug",
        ["macro_debugging"] = false, ["partial_parse"] = true, ["partial_parse_file_diff"] = true, ["populate_cache"] = true, ["print"] = true, ["printer_width"] = 80L, ["quiet"] = false,
        ["send_anonymous_usage_stats"] = false, ["show_all_deprecations"] = false, ["show_resource_report"] = false, ["single_threaded"] = false, ["static_parser"] = true, ["strict_mode"] = false,
        ["upload_to_artifacts_ingest_api"] = false, ["use_colors"] = true, ["use_colors_file"] = true, ["use_experimental_parser"] = false, ["use_fast_test_edges"] = false, ["version_check"] = true,
        ["warn_error"] = false, ["write_json"] = true,
    };

    /// <summary>Only under <c>flags:</c> of dbt_project.yml.</summary>
    public static IReadOnlyDictionary<string, object?> OfProjects { get; } = new Dictionary<string, object?>(StringComparer.Ordinal)
    {
        ["require_batched_execution_for_custom_microbatch_strategy"] = false, ["require_explicit_package_overrides_for_builtin_materializations"] = true,
        ["require_resource_names_without_spaces"] = true, ["source_freshness_run_project_hooks"] = true, ["skip_nodes_if_on_run_start_fails"] = false,
        ["state_modified_compare_more_unrendered_values"] = false, ["state_modified_compare_vars"] = false, ["require_yaml_configuration_for_mf_time_spines"] = false,
        ["require_nested_cumulative_type_params"] = false, ["validate_macro_args"] = false, ["require_all_warnings_handled_by_warn_error"] = false,
        ["require_generic_test_arguments_property"] = true,
    };
}
