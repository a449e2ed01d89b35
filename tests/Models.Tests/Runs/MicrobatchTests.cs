using System.Collections.Concurrent;
using System.Globalization;
using ControlPlane.Models.Adapters;
using ControlPlane.Models.Jinja;
using ControlPlane.Models.Manifests;
using ControlPlane.Models.Runs;
using ControlPlane.Models.Runs.Events;
using ControlPlane.Models.Runs.Microbatch;
using ControlPlane.Models.Runs.Results;

namespace ControlPlane.Models.Tests.Runs;

public sealed class MicrobatchTests
{
    private static readonly DateTimeOffset Now = Time("2024-01-04 06:00");

    [Theory]
    [InlineData("day", false, "2024-01-01 2024-01-02 2024-01-03 2024-01-04")]
    [InlineData("day", true, "2024-01-03 2024-01-04")]
    [InlineData("month", true, "2023-12 2024-01")]
    public void Batches_go_from_the_beginning_or_back_by_the_lookback(string size, bool isIncremental, string expected)
    {
        var plan = BatchPlan.For(Model(size), isIncremental, null, null, Now);
        string.Join(' ', plan.Batches.Select(batch => plan.Size.Format(batch.Start))).ShouldBe(expected);
    }

    [Fact]
    public void Given_times_decide_and_the_last_batch_ends_with_them()
    {
        var plan = BatchPlan.For(Model("hour"), isIncremental: true, Time("2024-01-01 10:30"), Time("2024-01-01 12:00"), Now);
        plan.Batches.ShouldBe([new(Time("2024-01-01 10:00"), Time("2024-01-01 11:00")), new(Time("2024-01-01 11:00"), Time("2024-01-01 12:00"))]);
    }

    [Fact]
    public void An_end_between_two_batches_looks_back_one_further() =>
        BatchPlan.For(Model("day"), isIncremental: true, null, Time("2024-01-03"), Now).Batches.Select(batch => batch.Start).ShouldBe([Time("2024-01-01"), Time("2024-01-02")]);

    [Fact]
    public void A_batch_that_fails_makes_a_partial_success()
    {
        var (result, events) = Run((_, batch) => batch.Start.Day == 2 ? throw new AdapterException("no") : Written);
        (result.Status, result.Message).ShouldBe((NodeStatus.PartialSuccess, "PARTIAL SUCCESS (3/4)"));
        result.Batches!.Failed.Select(batch => batch.Start.Day).ShouldBe([2]);
        events.OfType<BatchFinished>().Select(finished => $"{finished.Index} of {finished.Total} {finished.Description} {finished.Result.Status.Name()}").ShouldBe(
        [
            "1 of 4 batch 2024-01-01 of public.events success", "2 of 4 batch 2024-01-02 of public.events error", "3 of 4 batch 2024-01-03 of public.events success",
            "4 of 4 batch 2024-01-04 of public.events success",
        ]);
    }

    [Fact]
    public void A_first_batch_that_fails_skips_the_others()
    {
        var (result, _) = Run((_, _) => throw new AdapterException("no"));
        (result.Status, result.Message).ShouldBe((NodeStatus.Error, "ERROR"));
        result.Batches!.Failed.Count.ShouldBe(4);
    }

    [Fact]
    public void Only_the_first_batch_has_the_hooks_before_and_only_the_last_those_after()
    {
        var hooks = new ConcurrentQueue<string>();
        Run((node, batch) =>
        {
            hooks.Enqueue($"{batch.Start.Day}: {node.Config.List("pre-hook").Count} {node.Config.List("post-hook").Count}");
            return Written;
        });
        hooks.ShouldBe(["1: 1 0", "2: 0 0", "3: 0 0", "4: 0 1"]);
    }

    [Fact]
    public void A_retry_runs_the_batches_that_failed_and_keeps_the_others()
    {
        Batch first = new(Time("2024-01-01"), Time("2024-01-02")), second = new(Time("2024-01-02"), Time("2024-01-03"));
        var (result, events) = Run((_, _) => Written, new BatchResults([first], [second]));
        result.Status.ShouldBe(NodeStatus.Success);
        result.Batches!.Successful.ShouldBe([second, first]);
        events.OfType<BatchStarted>().Single().Description.ShouldBe("batch 2024-01-02 of public.events");
    }

    [Fact]
    public void Batches_between_the_first_and_the_last_run_at_once_where_the_engine_can()
    {
        using var together = new CountdownEvent(2);
        var (result, _) = Run((_, batch) =>
        {
            if (batch.Start.Day is 2 or 3)
            {
                together.Signal();
                together.Wait(TimeSpan.FromSeconds(30)).ShouldBeTrue();
            }
            return Written;
        }, isConcurrent: true);
        result.Status.ShouldBe(NodeStatus.Success);
    }

    private static StatementResult Written { get; } = new(new("INSERT 0 1"), ResultTable.Empty);

    private static (NodeResult Result, IReadOnlyList<RunEvent> Events) Run(Func<ManifestNode, Batch, StatementResult> write, BatchResults? previous = null, bool isConcurrent = false)
    {
        var made = new HandMadeManifest(new() { StartedAt = Now });
        var model = Model("day", made);
        var traits = new AdapterTraits { Type = "duckdb", MacroPackages = ["dbt"], DispatchPrefixes = ["default"], MaxIdentifierBytes = 63, ConcurrentBatches = isConcurrent };
        var renderer = new ScriptedRenderer(made.Manifest, traits) { OnMaterialize = (node, inputs, _) => write(node, new(inputs!.Batch!.Value.Start, inputs.Batch.Value.End)) };
        // A relation that is no table is made anew, from the beginning.
        if (isConcurrent) renderer.Existing = [null, "events", "public", "view"];
        var options = new RunOptions { Command = RunCommand.Run, Selected = [model.UniqueId], Threads = 2 };
        if (previous is not null) options = options with { PreviousBatches = new Dictionary<string, BatchResults> { [model.UniqueId] = previous } };
        var observer = new RecordedRun();
        return (new ProjectRun(renderer, options, observer, TimeProvider.System).Execute(default).Results.Single(), observer.Events);
    }

    private static ManifestNode Model(string size, HandMadeManifest? made = null) => (made ?? new()).Model("events", also: node => node.Config = new(new()
    {
        ["materialized"] = "incremental", ["incremental_strategy"] = "microbatch", ["batch_size"] = size, ["begin"] = "2024-01-01", ["lookback"] = 1L,
        ["pre-hook"] = new List<object?> { "select 1" }, ["post-hook"] = new List<object?> { "select 2" },
    }));

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
