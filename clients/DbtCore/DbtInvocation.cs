using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ControlPlane.Clients.DbtCore;

/// <summary>One call of dbt. Null leaves an option to dbt, and so to the project.</summary>
public sealed record DbtInvocation
{
    /// <summary><c>build</c>, <c>run</c>, <c>test</c>, <c>source freshness</c>, ...</summary>
    public required string Command { get; init; }

    public required string ProjectDirectory { get; init; }

    /// <summary>Where profiles.yml is.</summary>
    public string? ProfilesDirectory { get; init; }

    /// <summary>Where artifacts go; null takes <c>target</c> in the project. Two runs at once need a folder each.</summary>
    public string? TargetPath { get; init; }

    public string? Profile { get; init; }

    public string? Target { get; init; }

    public IReadOnlyList<string> Select { get; init; } = [];

    public IReadOnlyList<string> Exclude { get; init; } = [];

    public string? Selector { get; init; }

    /// <summary>Shown by the list of processes: no place for secrets, which profiles.yml takes from <see cref="Secrets"/> by <c>env_var</c>.</summary>
    public JsonObject? Vars { get; init; }

    public int? Threads { get; init; }

    public bool FullRefresh { get; init; }

    public bool FailFast { get; init; }

    /// <summary>Further arguments, each as dbt shall see it.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Environment variables whose values are taken out of whatever dbt says. dbt hides those named <c>DBT_ENV_SECRET_…</c> itself.</summary>
    public IReadOnlyDictionary<string, string> Secrets { get; init; } = new Dictionary<string, string>();

    internal string ArtifactsDirectory => TargetPath is { } target ? Path.GetFullPath(target, Path.GetFullPath(ProjectDirectory)) : Path.Combine(Path.GetFullPath(ProjectDirectory), "target");

    /// <summary>Values stand behind an equals sign where they could be taken for an option.</summary>
    internal IEnumerable<string> ToArguments()
    {
        foreach (var fixedArgument in (string[])["--log-format", "json", "--log-level", "info", "--no-use-colors", "--no-send-anonymous-usage-stats"]) yield return fixedArgument;
        foreach (var word in Command.Split(' ', StringSplitOptions.RemoveEmptyEntries)) yield return word;
        yield return $"--project-dir={Path.GetFullPath(ProjectDirectory)}";
        if (ProfilesDirectory is { } profiles) yield return $"--profiles-dir={Path.GetFullPath(profiles)}";
        if (TargetPath is not null) yield return $"--target-path={ArtifactsDirectory}";
        if (Profile is { } profile) yield return $"--profile={profile}";
        if (Target is { } target) yield return $"--target={target}";
        foreach (var selected in Select) yield return $"--select={selected}";
        foreach (var excluded in Exclude) yield return $"--exclude={excluded}";
        if (Selector is { } selector) yield return $"--selector={selector}";
        if (Vars is { } vars) yield return $"--vars={vars.ToJsonString(JsonSerializerOptions.Default)}";
        if (Threads is { } threads) yield return string.Create(CultureInfo.InvariantCulture, $"--threads={threads}");
        if (FullRefresh) yield return "--full-refresh";
        if (FailFast) yield return "--fail-fast";
        foreach (var argument in Arguments) yield return argument;
    }

    /// <summary>Values of variables are left out: they may be secret.</summary>
    public override string ToString() => $"dbt {Command} of {ProjectDirectory}";
}
