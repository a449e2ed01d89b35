namespace ControlPlane.Connectors.Records;

/// <summary>The deliveries of slices that are read at once: each slice has its own, and the sink hears of one at a time.</summary>
internal sealed class SliceDeliveries(IRecordSink sink, int holdBackBytes, bool isShared) : IDisposable
{
    private readonly SemaphoreSlim? _turn = isShared ? new(1, 1) : null;
    private readonly List<PageDelivery> _all = [];
    private readonly Stack<PageDelivery> _free = new();
    private readonly Lock _lock = new();

    /// <summary>Records handed over by all slices so far.</summary>
    public long Total
    {
        get
        {
            lock (_lock) return _all.Sum(d => d.Total);
        }
    }

    /// <param name="cursor">Null when the stream has none.</param>
    public PageDelivery Take(SliceCursor? cursor)
    {
        var target = cursor is not null && sink is ISliceSink slices ? slices.Open(cursor) : sink;
        lock (_lock)
        {
            if (!_free.TryPop(out var delivery)) _all.Add(delivery = new PageDelivery(target, holdBackBytes, _turn));
            delivery.BeginSlice(target);
            return delivery;
        }
    }

    /// <summary>The slice is read whole; one that failed keeps its delivery.</summary>
    public void Return(PageDelivery delivery)
    {
        lock (_lock) _free.Push(delivery);
    }

    /// <summary>Does something while no slice calls the sink.</summary>
    public async ValueTask InTurnAsync(Func<ValueTask> act, CancellationToken cancellationToken)
    {
        if (_turn is not null) await _turn.WaitAsync(cancellationToken);
        try
        {
            await act();
        }
        finally
        {
            _turn?.Release();
        }
    }

    public void Dispose()
    {
        foreach (var delivery in _all) delivery.Dispose();
        _turn?.Dispose();
    }
}
