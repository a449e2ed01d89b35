using System.CommandLine;

namespace ControlPlane.Cli.Models;

/// <summary>Options of dbt's that mean nothing here: taken, so that scripts run as they are, and said to have no effect.</summary>
internal static class IgnoredOptions
{
    private static readonly string[] Flags =
    [
        "--partial-parse", "--no-partial-parse", "--partial-parse-file-diff", "--no-partial-parse-file-diff", "--static-parser", "--no-static-parser",
        "--use-experimental-parser", "--no-use-experimental-parser", "--cache-selected-only", "--no-cache-selected-only", "--populate-cache", "--no-populate-cache",
        "--send-anonymous-usage-stats", "--no-send-anonymous-usage-stats", "--macro-debugging", "--no-macro-debugging", "--log-cache-events", "--no-log-cache-events",
        "--use-colors-file", "--no-use-colors-file", "--use-fast-test-edges", "--no-use-fast-test-edges", "--show-resource-report", "--no-show-resource-report",
        "--show-all-deprecations", "--no-show-all-deprecations", "--upload-to-artifacts-ingest-api", "--no-upload-to-artifacts-ingest-api", "--introspect", "--no-introspect",
        "--inject-ephemeral-ctes", "--no-inject-ephemeral-ctes", "--export-saved-queries", "--no-export-saved-queries", "--debug", "--no-debug", "--print", "--no-print",
        "--single-threaded", "--no-single-threaded",
    ];

    // Defaults of dbt's that hold here too: nothing to say of them.
    private static readonly string[] Defaults =
        ["--no-defer", "--no-favor-state", "--no-fail-fast", "--no-quiet", "--write-json", "--version-check", "--no-empty", "--no-static"];

    private static readonly string[] Valued =
    [
        "--log-path", "--log-level", "--log-level-file", "--log-format-file", "--log-file-max-bytes", "--partial-parse-file-path", "--printer-width",
        "--record-timing-info", "--warn-error-options", "--sample",
    ];

    private static readonly List<Option> Noted =
    [
        .. Flags.Select(name => new Option<bool>(name) { Hidden = true, Recursive = true }),
        .. Valued.Select(name => new Option<string?>(name) { Hidden = true, Recursive = true }),
    ];

    public static IEnumerable<Option> All => Noted.Concat(Defaults.Select(name => new Option<bool>(name) { Hidden = true, Recursive = true }));

    /// <summary>Those that were given.</summary>
    public static IEnumerable<string> Given(ParseResult result) => Noted.Where(option => result.GetResult(option) is { Implicit: false }).Select(option => option.Name);
}
