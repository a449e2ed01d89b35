using System.CommandLine;

namespace ControlPlane.Cli.Models;

/// <summary>The options of dbt's flags by their names: those that mean something here, and those that are taken so that scripts run as they are.</summary>
internal static class FlagOptions
{
    // Their absence here changes what a script's author may expect to see or find.
    private static readonly string[] WithoutEffect =
        ["log_cache_events", "macro_debugging", "upload_to_artifacts_ingest_api", "record_timing_info", "export_saved_queries", "include_saved_query"];

    private static readonly Dictionary<string, Option<bool>> Positive = new(StringComparer.Ordinal)
    {
        ["defer"] = ModelOptions.Defer, ["favor_state"] = ModelOptions.FavorState, ["fail_fast"] = ModelOptions.FailFast, ["quiet"] = ModelOptions.Quiet, ["use_colors"] = ModelOptions.Colors,
        ["debug"] = Hidden<bool>("--debug", "-d"),
    };

    private static readonly Dictionary<string, Option<bool>> Negative = new(StringComparer.Ordinal)
    {
        ["use_colors"] = ModelOptions.NoColors, ["write_json"] = ModelOptions.NoWriteJson, ["version_check"] = ModelOptions.NoVersionCheck,
    };

    /// <summary>Those that are on or off: <c>--defer</c> and <c>--no-defer</c>.</summary>
    public static IReadOnlyDictionary<string, FlagSwitch> Switches { get; } = new[]
    {
        "cache_selected_only", "debug", "defer", "fail_fast", "favor_state", "introspect", "log_cache_events", "macro_debugging", "partial_parse", "partial_parse_file_diff", "populate_cache", "print", "quiet",
        "send_anonymous_usage_stats", "show_all_deprecations", "show_resource_report", "single_threaded", "static_parser", "upload_to_artifacts_ingest_api", "use_colors", "use_colors_file",
        "use_experimental_parser", "use_fast_test_edges", "version_check", "write_json", "inject_ephemeral_ctes", "export_saved_queries", "include_saved_query",
    }.ToDictionary(name => name, name => new FlagSwitch(Positive.GetValueOrDefault(name) ?? Hidden<bool>(Named(name)), Negative.GetValueOrDefault(name) ?? Hidden<bool>($"--no-{Named(name)[2..]}")), StringComparer.Ordinal);

    /// <summary>Those with a value.</summary>
    public static IReadOnlyDictionary<string, Option<string?>> Valued { get; } = new Dictionary<string, Option<string?>>(StringComparer.Ordinal)
    {
        ["indirect_selection"] = ModelOptions.IndirectSelection, ["log_format"] = ModelOptions.LogFormat, ["state"] = ModelOptions.State, ["defer_state"] = ModelOptions.DeferState,
        ["profile"] = ModelOptions.Profile, ["target"] = ModelOptions.Target, ["profiles_dir"] = ModelOptions.ProfilesDir, ["project_dir"] = ModelOptions.ProjectDir, ["target_path"] = ModelOptions.TargetPath,
        ["log_level"] = ModelOptions.LogLevel, ["warn_error_options"] = ModelOptions.WarnErrorOptions, ["sample"] = ModelOptions.Sample, ["printer_width"] = Hidden<string?>("--printer-width"),
        ["log_level_file"] = Hidden<string?>("--log-level-file"), ["log_format_file"] = Hidden<string?>("--log-format-file"), ["log_path"] = Hidden<string?>("--log-path"),
        ["log_file_max_bytes"] = Hidden<string?>("--log-file-max-bytes"), ["partial_parse_file_path"] = Hidden<string?>("--partial-parse-file-path"),
        ["record_timing_info"] = Hidden<string?>("--record-timing-info", "-r"),
    };

    public static IEnumerable<Option> All =>
        Switches.Values.SelectMany(pair => (Option[])[pair.On, pair.Off]).Concat(Valued.Values).Append(ModelOptions.WarnError).Concat(ModelOptions.All).Distinct();

    /// <summary>Those that were given and do nothing.</summary>
    public static IEnumerable<string> Idle(ParseResult result) =>
        WithoutEffect.Select(name => Switches.TryGetValue(name, out var pair) ? (Option)pair.On : Valued[name]).Where(option => result.GetResult(option) is { Implicit: false }).Select(option => option.Name);

    internal sealed record FlagSwitch(Option<bool> On, Option<bool> Off);

    private static string Named(string name) => $"--{name.Replace('_', '-')}";

    private static Option<T> Hidden<T>(string name, params string[] aliases) => new(name, aliases) { Hidden = true, Recursive = true };
}
