using ControlPlane.Connectors.State;

namespace ControlPlane.Connectors;

/// <summary>Reads slices, no more than so many at once, and asks for the next one only when there is room for it.</summary>
internal static class SlicesAtOnce
{
    /// <param name="isEnough">Asked after each slice: true leaves the rest.</param>
    public static async Task RunAsync(
        int most,
        Func<CancellationToken, IAsyncEnumerable<OpenSlice>> slices,
        Func<OpenSlice, CancellationToken, Task> read,
        Func<bool> isEnough,
        CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var running = new List<Task>(most);
        try
        {
            await foreach (var slice in slices(stop.Token))
            {
                running.Add(most == 1 ? read(slice, stop.Token) : Task.Run(() => read(slice, stop.Token), stop.Token));
                while (running.Count >= most || running.Exists(t => t.IsCompleted)) await EndOneAsync(running);
                if (isEnough()) return;
            }

            while (running.Count > 0) await EndOneAsync(running);
        }
        finally
        {
            // The first fault is the one that counts: what the others then end with is not looked at.
            if (running.Count > 0) await stop.CancelAsync();
            foreach (var task in running) await task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static async Task EndOneAsync(List<Task> running)
    {
        var ended = await Task.WhenAny(running);
        running.Remove(ended);
        await ended;
    }
}
