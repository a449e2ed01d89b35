using System.CommandLine;

namespace ControlPlane.Cli.Models;

/// <summary>The options that all <c>models</c> commands have, before or after the command's name.</summary>
internal static class ModelOptions
{
    public static readonly Option<string?> ProjectDir = Shared<string?>("--project-dir", "The folder with dbt_project.yml. Default: the current one.", "DIR");

    public static readonly Option<string?> ProfilesDir = Shared<string?>("--profiles-dir", "The folder with profiles.yml. Default: DBT_PROFILES_DIR, the project's folder, ~/.dbt.", "DIR");

    public static readonly Option<string?> Profile = Shared<string?>("--profile", "The profile to use in place of the project's.", "NAME");

    public static readonly Option<string?> Target = Shared<string?>("--target", "The target of the profile. Without a profiles.yml: postgres or duckdb.", "NAME", "-t");

    public static readonly Option<string[]> Settings = List("--setting", "Without a profiles.yml: a setting of the target, as host=db1, user=etl, dbname=shop, schema=public, path=shop.duckdb.", "KEY=VALUE");

    public static readonly Option<string?> TargetPath = Shared<string?>("--target-path", "The folder for compiled SQL and artifacts. Default: DBT_TARGET_PATH, the project's target-path, target.", "DIR");

    public static readonly Option<string?> Vars = Shared<string?>("--vars", "Variables of the project, as a YAML mapping: '{start: 2024-01-01}'.", "YAML");

    public static readonly Option<int?> Threads = Shared<int?>("--threads", "Nodes at once. Default: the target's threads, else 1 (4 without a profiles.yml).", "N");

    public static readonly Option<string?> State = Shared<string?>("--state", "A folder with the artifacts of another run, for state: and result: selections, --defer and retry.", "DIR");

    public static readonly Option<string?> DeferState = Shared<string?>("--defer-state", "With --defer: the folder with the manifest to defer to, where it is not that of --state.", "DIR");

    public static readonly Option<string?> LogLevel = Shared<string?>("--log-level", "What is told at least: debug, info (default), warn, error or none.", "LEVEL");

    public static readonly Option<string?> WarnErrorOptions = Shared<string?>("--warn-error-options", "Which warnings are errors or not told: '{error: all, warn: [LogTestResult], silence: [NoNodesForSelectionCriteria]}'.", "YAML");

    public static readonly Option<string?> Sample = Shared<string?>("--sample", "Inputs with an event time give only what is of this time: '3 days', or '{start: 2024-01-01, end: 2024-02-01}'.", "WINDOW");

    public static readonly Option<bool> Defer = Flag("--defer", "References to what is not selected and not built go to the relations of the manifest in --state.");

    public static readonly Option<bool> FavorState = Flag("--favor-state", "With --defer: also to what is built here already.");

    public static readonly Option<string?> IndirectSelection = Shared<string?>("--indirect-selection", "Which tests come with selected nodes. Default: eager.", "eager|cautious|buildable|empty");

    public static readonly Option<bool> FailFast = Flag("--fail-fast", "Stop at the first failure.", "-x");

    public static readonly Option<bool> WarnError = Flag("--warn-error", "Warnings are errors.");

    public static readonly Option<bool> Quiet = Flag("--quiet", "Only errors, and what a command was asked to print.", "-q");

    public static readonly Option<string?> LogFormat = Shared<string?>("--log-format", "text (default) or json: one object a line.", "text|json");

    public static readonly Option<bool> NoColors = Flag("--no-use-colors", "No colours, also on a terminal.");

    public static readonly Option<bool> Colors = Flag("--use-colors", "Colours, also where the output is no terminal.");

    public static readonly Option<bool> NoWriteJson = Flag("--no-write-json", "Write no artifacts.");

    public static readonly Option<bool> NoVersionCheck = Flag("--no-version-check", "Do not hold require-dbt-version against the version that this engine stands for.");

    public static IEnumerable<Option> All =>
    [
        ProjectDir, ProfilesDir, Profile, Target, Settings, TargetPath, Vars, Threads, State, Defer, FavorState, IndirectSelection, FailFast, WarnError,
        DeferState, Sample, WarnErrorOptions, Quiet, LogLevel, LogFormat, NoColors, Colors, NoWriteJson, NoVersionCheck,
    ];

    public static Option<T> Shared<T>(string name, string description, string helpName, params string[] aliases) =>
        new(name, aliases) { Description = description, HelpName = helpName, Recursive = true };

    public static Option<bool> Flag(string name, string description, params string[] aliases) => new(name, aliases) { Description = description, Recursive = true };

    public static Option<string[]> List(string name, string description, string helpName, params string[] aliases) =>
        new(name, aliases) { Description = description, HelpName = helpName, Recursive = true, AllowMultipleArgumentsPerToken = true };
}
