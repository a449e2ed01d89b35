namespace ControlPlane.Models.Projects;

/// <summary>Which warnings, by the reference's names of them, are errors and which are not told at all: <c>--warn-error-options</c>.</summary>
/// <param name="AllAreErrors">Those that no other rule names are errors.</param>
public sealed record WarningRules(bool AllAreErrors, IReadOnlySet<string> Errors, IReadOnlySet<string> Warnings, IReadOnlySet<string> Silenced)
{
    private static readonly HashSet<string> Nothing = [];

    public static WarningRules None { get; } = new(false, Nothing, Nothing, Nothing);

    /// <param name="options">Keys <c>error</c> (<c>all</c>, or names), <c>warn</c> and <c>silence</c>; formerly <c>include</c> and <c>exclude</c>.</param>
    /// <exception cref="Runs.RunException">It is none of that.</exception>
    public static WarningRules Read(IReadOnlyDictionary<string, object?> options)
    {
        var errors = Given(options, "error", "include");
        var all = errors is "all" or "*";
        return new(all, all ? Nothing : Names(errors, "error"), Names(Given(options, "warn", "exclude"), "warn"), Names(options.GetValueOrDefault("silence"), "silence"));
    }

    public bool IsError(string name) => !Silenced.Contains(name) && !Warnings.Contains(name) && (AllAreErrors || Errors.Contains(name));

    public bool IsSilent(string name) => Silenced.Contains(name);

    private static object? Given(IReadOnlyDictionary<string, object?> options, string name, string former) =>
        options.GetValueOrDefault(name) is { } value && options.GetValueOrDefault(former) is not null && value is not List<object?> { Count: 0 }
            ? throw new Runs.RunException($"Only `{former}` or `{name}` can be specified in `warn_error_options`, not both", "Usage")
            : options.GetValueOrDefault(name) ?? options.GetValueOrDefault(former);

    private static HashSet<string> Names(object? value, string key) => value switch
    {
        null => [],
        IReadOnlyList<object?> list when list.All(name => name is string) => [.. list.Cast<string>()],
        _ => throw new Runs.RunException($"'{key}' of the warn-error-options must be a list of names of warnings{(key == "error" ? ", or all" : "")}, as '{{error: [NoNodesForSelectionCriteria]}}'.", "Usage"),
    };
}
