using System.Text.Json.Nodes;

namespace ControlPlane.AppHost.SampleSource.PowerBi;

/// <summary>The refreshes of all datasets; at most one runs per dataset.</summary>
internal sealed class RefreshLog(SampleServerOptions options)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(Guid Group, Guid Dataset), List<DatasetRefresh>> _datasets = [];
    private int _started;

    private DateTimeOffset Now => options.TimeProvider.GetUtcNow();

    /// <returns>Null when a refresh of the dataset is running.</returns>
    public DatasetRefresh? TryStart((Guid Group, Guid Dataset) key, RefreshOrder order)
    {
        lock (_lock)
        {
            if (!_datasets.TryGetValue(key, out var refreshes)) _datasets[key] = refreshes = [];
            if (refreshes.LastOrDefault()?.IsRunning(Now) == true) return null;
            var refresh = new DatasetRefresh(Guid.NewGuid(), order, Now, Now + options.RefreshDuration, options.RefreshFailure(++_started));
            refreshes.Add(refresh);
            return refresh;
        }
    }

    public JsonObject History((Guid Group, Guid Dataset) key, int top)
    {
        lock (_lock)
        {
            var newestFirst = (_datasets.GetValueOrDefault(key) ?? []).AsEnumerable().Reverse().Take(top);
            return new JsonObject { ["value"] = new JsonArray([.. newestFirst.Select(refresh => refresh.ToHistory(Now))]) };
        }
    }

    /// <returns>Null when there is no such enhanced refresh.</returns>
    public (JsonObject Detail, bool Running)? Detail((Guid Group, Guid Dataset) key, Guid refreshId)
    {
        lock (_lock)
        {
            return Find(key, refreshId) is { } refresh ? (refresh.ToDetail(Now), refresh.IsRunning(Now)) : null;
        }
    }

    /// <returns>Null when there is no such enhanced refresh, false when it is over already.</returns>
    public bool? TryCancel((Guid Group, Guid Dataset) key, Guid refreshId)
    {
        lock (_lock)
        {
            var refresh = Find(key, refreshId);
            if (refresh is null) return null;
            if (!refresh.IsRunning(Now)) return false;
            refresh.Cancel(Now);
            return true;
        }
    }

    private DatasetRefresh? Find((Guid Group, Guid Dataset) key, Guid refreshId) =>
        _datasets.GetValueOrDefault(key)?.Find(refresh => refresh.Id == refreshId && refresh.Enhanced);
}
