using System.CommandLine;
using System.Globalization;
using ControlPlane.Models.Artifacts;
using ControlPlane.Models.Manifests;
using ControlPlane.Models.Projects;
using ControlPlane.Models.Runs;
using ControlPlane.Models.Runs.Results;

namespace ControlPlane.Cli.Models.Commands;

internal static class RetryCommand
{
    private static readonly Dictionary<string, RunCommand> Commands = new(StringComparer.Ordinal)
    {
        ["build"] = RunCommand.Build, ["run"] = RunCommand.Run, ["test"] = RunCommand.Test, ["seed"] = RunCommand.Seed, ["snapshot"] = RunCommand.Snapshot, ["compile"] = RunCommand.Compile,
    };

    public static Command Create()
    {
        var command = new Command("retry", "Runs what failed or was skipped in the last run again, with that run's options.");
        var flags = new RunFlags().On(command, refresh: true);
        StoredRunResults? previous = null;
        command.SetAction((options, cancellationToken) => ModelSession.RunAsync(options, "retry", (session, token) =>
        {
            var which = previous!.Arguments.GetValueOrDefault("which") as string ?? "run";
            // Its nodes belong into a shadow that readers do not see, and that the next run clears.
            if (previous.Arguments.GetValueOrDefault("publish") is true) throw new RunException("The last run was a 'build --publish', of which readers have seen nothing yet. Run it again with --publish.");
            if (!Commands.TryGetValue(which, out var runs)) throw new RunException($"The last run was '{which}', which cannot be retried. Run it again.");
            return new ProjectRunner(session).RunToEnd(
                new() { Command = runs, Selected = Selected(previous, session.Project.Manifest), PreviousBatches = Batches(previous, runs), UnitTestsLast = true }, token);
        }, cancellationToken, invocation =>
        {
            previous = Read(options, invocation);
            return Again(invocation, previous.Arguments, options, flags);
        }));
        return command;
    }

    private static StoredRunResults Read(ParseResult options, Invocation invocation)
    {
        var folder = InvocationOptions.Folder(options);
        var state = (invocation.Arguments.GetValueOrDefault("state") ?? invocation.Arguments.GetValueOrDefault("target_path")) as string ?? "target";
        return RunResultsFile.Read(Path.Combine(folder, state)) ?? throw new RunException($"Could not find previous run in '{state}' target directory");
    }

    private static List<string> Selected(StoredRunResults previous, Manifest manifest) =>
    [
        .. previous.Results.Where(result => NodeStatuses.Parse(result.Status)?.IsRetryable() == true && !result.UniqueId.StartsWith("operation.", StringComparison.Ordinal))
            .Select(result => result.UniqueId).Where(id => manifest.Find(id) is not null),
    ];

    private static Dictionary<string, BatchResults> Batches(StoredRunResults previous, RunCommand command) => command is not (RunCommand.Run or RunCommand.Build) ? [] : previous.Results
        .Where(result => result.Batches is { Successful.Count: > 0, Failed.Count: > 0 }).DistinctBy(result => result.UniqueId).ToDictionary(result => result.UniqueId, result => result.Batches!, StringComparer.Ordinal);

    /// <summary>The earlier call's options; vars and threads may be given anew.</summary>
    private static Invocation Again(Invocation invocation, IReadOnlyDictionary<string, object?> arguments, ParseResult options, RunFlags flags) => invocation with
    {
        Command = arguments.GetValueOrDefault("which") as string ?? "run",
        Vars = options.GetResult(ModelOptions.Vars) is null ? arguments.GetValueOrDefault("vars") as IReadOnlyDictionary<string, object?> ?? invocation.Vars : invocation.Vars,
        Threads = invocation.Threads ?? (arguments.GetValueOrDefault("threads") is long threads ? (int)threads : null),
        FullRefresh = options.GetValue(flags.FullRefresh) || arguments.GetValueOrDefault("full_refresh") is true ? true : null,
        StoreFailures = arguments.GetValueOrDefault("store_failures") is true,
        Empty = arguments.GetValueOrDefault("empty") is true,
        FailFast = invocation.FailFast || arguments.GetValueOrDefault("fail_fast") is true,
        EventTimeStart = Time(arguments, "event_time_start"), EventTimeEnd = Time(arguments, "event_time_end"),
        Arguments = new Dictionary<string, object?>(arguments, StringComparer.Ordinal),
    };

    private static DateTimeOffset? Time(IReadOnlyDictionary<string, object?> arguments, string name) =>
        DateTimeOffset.TryParse(arguments.GetValueOrDefault(name) as string, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) ? time : null;
}
