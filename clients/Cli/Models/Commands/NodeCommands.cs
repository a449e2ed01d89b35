using System.CommandLine;
using System.Globalization;
using ControlPlane.Models.Manifests;
using ControlPlane.Models.Projects;
using ControlPlane.Models.Runs;

namespace ControlPlane.Cli.Models.Commands;

/// <summary>The commands that build and test: run, build, test, seed, snapshot.</summary>
internal static class NodeCommands
{
    public static Command Run() => Create("run", "Builds the selected models.", RunCommand.Run, NodeTypes.Models, (flags, command) => flags.On(command, refresh: true, empty: true, times: true));

    public static Command Build() => Create(
        "build", "Builds seeds, snapshots and models, and tests each before what is downstream of it.", RunCommand.Build, NodeTypes.Built,
        (flags, command) => flags.On(command, refresh: true, empty: true, times: true, failures: true, show: true, publish: true), withTypes: true);

    public static Command Test() => Create("test", "Runs data tests and unit tests.", RunCommand.Test, NodeTypes.Tests, (flags, command) => flags.On(command, failures: true), withTypes: true);

    public static Command Seed() => Create("seed", "Loads the CSV files of the project.", RunCommand.Seed, NodeTypes.Seeds, (flags, command) => flags.On(command, refresh: true, show: true));

    public static Command Snapshot() => Create("snapshot", "Records what changed in the snapshots' sources.", RunCommand.Snapshot, NodeTypes.Snapshots, (flags, command) => flags.On(command, empty: true));

    private static Command Create(string name, string description, RunCommand which, IReadOnlySet<ResourceType> types, Action<RunFlags, Command> flagsOf, bool withTypes = false)
    {
        var command = new Command(name, description);
        var selection = new SelectionOptions().On(command, withTypes);
        var flags = new RunFlags();
        flagsOf(flags, command);
        command.SetAction((options, cancellationToken) => ModelSession.RunAsync(options, name, (session, token) =>
        {
            var selected = session.Select(session.Request(selection, types));
            RunOptions run = new() { Command = which, Selected = selected, ShowSeeds = Given(options, flags.Show) };
            return Given(options, flags.Publish) ? new PublishingRunner(session).Run(run, token) : new ProjectRunner(session).RunToEnd(run, token);
        }, cancellationToken, invocation => Adjust(invocation, options, flags, selection)));
        return command;
    }

    private static Invocation Adjust(Invocation invocation, ParseResult options, RunFlags flags, SelectionOptions selection)
    {
        var values = new FlagValues(options, invocation.Environment, new Dictionary<string, object?>());
        var (refresh, failures, empty) = (values.Is(flags.FullRefresh, "full_refresh"), values.Is(flags.StoreFailures, "store_failures"), values.Is(flags.Empty, "empty"));
        var arguments = new Dictionary<string, object?>(invocation.Arguments, StringComparer.Ordinal) { ["full_refresh"] = refresh, ["store_failures"] = failures };
        if (flags.Has(flags.Empty)) arguments["empty"] = empty;
        if (flags.Has(flags.Show)) arguments["show"] = Given(options, flags.Show);
        if (invocation.Command == "build") arguments["export_saved_queries"] = arguments["include_saved_query"] = false;
        if (Given(options, flags.Publish)) arguments["publish"] = true;
        selection.Record(options, arguments);
        var (start, end) = (Time(values, flags.EventTimeStart, "event_time_start"), Time(values, flags.EventTimeEnd, "event_time_end"));
        if (start is not null) arguments["event_time_start"] = start.Value.UtcDateTime.ToString("s", CultureInfo.InvariantCulture);
        if (end is not null) arguments["event_time_end"] = end.Value.UtcDateTime.ToString("s", CultureInfo.InvariantCulture);
        if (start is null != end is null)
        {
            var (given, absent) = start is null ? ("end", "start") : ("start", "end");
            throw new RunException($"The flag `--event-time-{given}` was specified, but `--event-time-{absent}` was not. When specifying `--event-time-{given}`, `--event-time-{absent}` must also be present.", "Usage");
        }
        if (start >= end) throw new RunException("Value for `--event-time-start` must be less than `--event-time-end`", "Usage");
        return invocation with
        {
            FullRefresh = refresh ? true : null, Empty = empty, StoreFailures = failures, EventTimeStart = start, EventTimeEnd = end, Arguments = arguments,
        };
    }

    private static bool Given(ParseResult options, Option<bool> option) => options.GetResult(option) is not null && options.GetValue(option);

    private static DateTimeOffset? Time(FlagValues values, Option<string?> option, string name)
    {
        if (values.Text(option, name) is not { } text) return null;
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? time
            : throw new RunException($"{option.Name} must be a time as 2024-01-31 or 2024-01-31T08:00:00; got '{text}'.", "Usage");
    }
}
