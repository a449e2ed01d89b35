using ControlPlane.Models.Jinja;
using ControlPlane.Models.Manifests;
using ControlPlane.Models.Runs.Events;
using ControlPlane.Models.Runs.Nodes;
using ControlPlane.Models.Runs.Results;
using ControlPlane.Models.Runs.Workers;
using ControlPlane.Templating;

namespace ControlPlane.Models.Runs.Microbatch;

/// <summary>The batches of one microbatch model, one after another or several at a time.</summary>
internal sealed class BatchPasses(RunContext run, ManifestNode model, BatchPlan plan, Worker worker)
{
    private readonly List<(Batch Batch, NodeResult Result)> _results = [];

    public IReadOnlyList<(Batch Batch, NodeResult Result)> Results
    {
        get
        {
            lock (_results) return [.. _results];
        }
    }

    /// <param name="isIncremental">Whether the first batch finds a table to add to; the others always do.</param>
    /// <param name="exists">Whether there was a relation before.</param>
    public void Run(bool isIncremental, bool exists)
    {
        var last = plan.Batches.Count - 1;
        Pass(0, worker, isIncremental);
        var skips = Results[0].Result.Status != NodeStatus.Success;
        if (skips || !AtOnce(exists))
            for (var i = 1; i < last; i++) PassOrSkip(i, skips);
        else Between(last);
        if (last > 0) PassOrSkip(last, skips);
    }

    private bool AtOnce(bool exists) =>
        run.Adapter.Traits.ConcurrentBatches && exists && (model.Config.Flag("concurrent_batches") ?? !model.RawCode.Contains("this", StringComparison.Ordinal));

    private void Between(int last)
    {
        using var left = new CountdownEvent(1);
        for (var i = 1; i < last; i++)
        {
            var index = i;
            left.AddCount();
            run.Queue.Offer(other =>
            {
                try
                {
                    Pass(index, other, isIncremental: true);
                }
                finally
                {
                    left.Signal();
                }
            });
        }
        while (run.Queue.TryTakeErrand(out var errand)) errand(worker);
        left.Signal();
        left.Wait(CancellationToken.None);
    }

    private void PassOrSkip(int index, bool skips)
    {
        if (!skips && !worker.CancellationToken.IsCancellationRequested)
        {
            Pass(index, worker, isIncremental: true);
            return;
        }
        var result = NodePass.ResultOf(model, new(NodeStatus.Skipped, "SKIPPED") { Failures = 1 }, worker.Name);
        Add(index, result);
        run.Observer.On(new BatchFinished(result, Describe(index), index + 1, plan.Batches.Count));
    }

    private void Pass(int index, Worker by, bool isIncremental)
    {
        run.Observer.On(new BatchStarted(model, Describe(index), index + 1, plan.Batches.Count));
        var result = new NodePass(new BatchRunner(run, Inputs(index, isIncremental), plan.Size.Format(plan.Batches[index].Start)), run.Time).Run(NodeFor(index), by);
        by.UniqueId = ReferenceEquals(by, worker) ? model.UniqueId : by.UniqueId;
        Add(index, result);
        run.Observer.On(new BatchFinished(result, Describe(index), index + 1, plan.Batches.Count));
    }

    private void Add(int index, NodeResult result)
    {
        lock (_results) _results.Add((plan.Batches[index], result));
    }

    private string Describe(int index) => $"batch {plan.Size.Format(plan.Batches[index].Start)} of {run.NameOf(model)}";

    /// <summary>Hooks before go with the first batch, those after with the last.</summary>
    private ManifestNode NodeFor(int index)
    {
        var node = model.Copy();
        if (index != 0) node.Config["pre-hook"] = new List<object?>();
        if (index != plan.Batches.Count - 1) node.Config["post-hook"] = new List<object?>();
        return node;
    }

    private MaterializationInputs Inputs(int index, bool isIncremental)
    {
        var names = new Dictionary<string, object?>(StringComparer.Ordinal);
        if (isIncremental)
        {
            names["is_incremental"] = (TemplateFunction)(_ => true);
            names["should_full_refresh"] = (TemplateFunction)(_ => false);
        }
        var batch = plan.Batches[index];
        return new() { Batch = (batch.Start, batch.End), Names = names };
    }
}
