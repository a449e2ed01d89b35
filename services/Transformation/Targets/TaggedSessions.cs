using System.Collections.Concurrent;
using ControlPlane.Contracts;
using ControlPlane.Models.Adapters;
using ControlPlane.Models.Manifests;
using ControlPlane.Models.Publishing;
using ControlPlane.Models.Quality;
using ControlPlane.Reconciliation;
using ControlPlane.Transformation.Projects;
using ControlPlane.Warehouses;

namespace ControlPlane.Transformation.Targets;

/// <summary>
/// Puts the query tag on every statement of a run, meters its time, and tells a node's own failure, which is its result, from a warehouse that cannot be
/// used, which ends the pass.
/// </summary>
internal sealed class TaggedSessions : ISessionWatch
{
    /// <summary>By comment: the tag, and the unique id of the node it is of.</summary>
    private readonly ConcurrentDictionary<string, (QueryTag Tag, string Node)> _tags = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, (Fault? Fault, TimeSpan Spent)> _nodes = new(StringComparer.Ordinal);
    private readonly IModelTarget _target;
    private readonly TenantId _tenant;
    private readonly Guid? _run;
    private readonly IStatementMeter _meter;
    private readonly TimeProvider _time;
    private readonly string _own;

    /// <param name="own">Tags what belongs to no node: <c>publish</c>.</param>
    public TaggedSessions(IModelTarget target, TenantId tenant, Guid? run, IStatementMeter meter, TimeProvider time, string own = "publish")
    {
        (_target, _tenant, _run, _meter, _time) = (target, tenant, run, meter, time);
        _own = Comment(own, "");
        target.Adapter.Watch = this;
    }

    public TenantId Tenant => _tenant;

    /// <summary>Called once, when the warehouse turns out not to be usable.</summary>
    public Action? OnLost { get; set; }

    /// <summary>Why the warehouse cannot be used; null while it can.</summary>
    public Fault? Lost { get; private set; }

    /// <summary>Names the node, or says its unique id where another has its name.</summary>
    public string Comment(GraphNode node)
    {
        var comment = Comment(node.ResourceType == ResourceType.Operation ? $"hook {node.Name}" : TenantProject.NameOf(node), node.UniqueId);
        return _tags[comment].Node == node.UniqueId ? comment : Comment(node.UniqueId, node.UniqueId);
    }

    /// <summary>What was wrong with the last statement of a node that failed; never data.</summary>
    public Fault? FailureOf(GraphNode node) => _nodes.GetValueOrDefault(node.UniqueId).Fault;

    /// <summary>The time of the node's statements.</summary>
    public TimeSpan SpentOn(GraphNode node) => _nodes.GetValueOrDefault(node.UniqueId).Spent;

    public IAdapterConnection Open(Func<IAdapterConnection> open)
    {
        try
        {
            return open();
        }
        catch (AdapterException exception)
        {
            Judge(exception);
            throw;
        }
    }

    public void Opened(IAdapterConnection connection)
    {
        connection.Comment = _own;
        if (connection.Name.StartsWith("Thread", StringComparison.Ordinal) || connection.Name is "main" or QualityRun.Session) Publication.PrepareWorker(_target.Adapter, connection);
    }

    public T Run<T>(IAdapterConnection connection, Func<T> statements)
    {
        var (tag, node) = _tags.TryGetValue(connection.Comment ?? _own, out var known) ? known : _tags[_own];
        var started = _time.GetTimestamp();
        Fault? fault = null;
        using var counted = Begin();
        try
        {
            return statements();
        }
        catch (AdapterException exception)
        {
            fault = connection.Name == Publication.Session ? Translate(exception) : Judge(exception);
            throw;
        }
        finally
        {
            var elapsed = _time.GetElapsedTime(started);
            _meter.Record(tag, WarehouseRole.Transformer, elapsed);
            _nodes.AddOrUpdate(node, _ => (fault, elapsed), (_, before) => (fault ?? before.Fault, before.Spent + elapsed));
        }
    }

    public Fault Translate(AdapterException exception) => exception.InnerException is { } inner ? _target.Translate(inner) : new(FaultKind.Rejected, "StatementRefused", exception.Message, exception);

    private string Comment(string model, string node)
    {
        var tag = new QueryTag(_tenant, model, _run);
        var comment = tag.ToComment().Trim()[2..^2];
        _tags.TryAdd(comment, (tag, node));
        return comment;
    }

    private IDisposable? Begin()
    {
        try
        {
            return _target.Begin();
        }
        catch (Fault fault)
        {
            Lose(fault);
            throw new AdapterException(fault.Message, innerException: fault);
        }
    }

    private Fault Judge(AdapterException exception)
    {
        var fault = Translate(exception);
        if (fault.Kind != FaultKind.Rejected && fault.Reason != "PermissionDenied") Lose(fault);
        return fault;
    }

    private void Lose(Fault fault)
    {
        lock (_tags)
        {
            if (Lost is not null) return;
            Lost = fault;
        }
        OnLost?.Invoke();
    }
}
