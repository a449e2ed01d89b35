using System.Diagnostics.CodeAnalysis;

namespace ControlPlane.Models.Runs.Scheduling;

/// <summary>
/// Gives out nodes whose parents are done, to any number of threads: what became ready first goes first, and of what became ready together the
/// shallowest, then by unique id.
/// </summary>
internal sealed class GraphQueue
{
    private readonly RunGraph _graph;
    private readonly Dictionary<string, int> _depths;
    private readonly Dictionary<string, int> _waitsFor;
    private readonly Queue<string> _ready = new();
    private readonly Queue<Action<Workers.Worker>> _errands = new();
    private readonly object _gate = new();
    private int _left;
    private bool _isStopped;

    public GraphQueue(RunGraph graph)
    {
        (_graph, _depths, _left) = (graph, graph.Depths(), graph.Nodes.Count);
        _waitsFor = graph.Nodes.ToDictionary(id => id, id => graph.Parents(id).Count, StringComparer.Ordinal);
        Release(graph.Nodes.Where(id => _waitsFor[id] == 0));
    }

    /// <summary>Waits until there is something to do. False at the end: all is done, or the queue was stopped.</summary>
    /// <param name="onTaken">Runs before anybody else takes a node, so that numbers follow the order.</param>
    /// <param name="errand">To be done in place of a node.</param>
    public bool TryTake(Action<string> onTaken, out string? id, out Action<Workers.Worker>? errand)
    {
        lock (_gate)
        {
            while (true)
            {
                (id, errand) = (null, null);
                if (_isStopped) return false;
                if (_errands.TryDequeue(out errand)) return true;
                if (_ready.TryDequeue(out id))
                {
                    onTaken(id);
                    return true;
                }
                if (_left == 0) return false;
                Monitor.Wait(_gate);
            }
        }
    }

    public void Done(string id)
    {
        lock (_gate)
        {
            _left--;
            Release(_graph.Children(id).Where(child => --_waitsFor[child] == 0));
            if (_ready.Count > 0 || _left == 0) Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Something for whichever thread is free; the one that offers it may also take it back by <see cref="TryTakeErrand"/>.</summary>
    public void Offer(Action<Workers.Worker> errand)
    {
        lock (_gate)
        {
            _errands.Enqueue(errand);
            Monitor.PulseAll(_gate);
        }
    }

    public bool TryTakeErrand([NotNullWhen(true)] out Action<Workers.Worker>? errand)
    {
        lock (_gate) return _errands.TryDequeue(out errand);
    }

    /// <summary>Nothing more is given out.</summary>
    public void Stop()
    {
        lock (_gate)
        {
            _isStopped = true;
            Monitor.PulseAll(_gate);
        }
    }

    private void Release(IEnumerable<string> ids)
    {
        foreach (var id in ids.OrderBy(id => _depths.GetValueOrDefault(id)).ThenBy(id => id, StringComparer.Ordinal).ToList()) _ready.Enqueue(id);
    }
}
