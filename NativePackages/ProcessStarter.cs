using System.Collections.Concurrent;
using System.Diagnostics;

namespace ControlPlane.NativePackages;

/// <summary>
/// Starts processes from one thread that lives as long as this process. Linux ties a parent-death signal to the thread that
/// forked, so a child started from a pool thread would be told to stop whenever the pool retires that thread.
/// </summary>
internal static class ProcessStarter
{
    private static readonly Lazy<BlockingCollection<Action>> Work = new(StartThread);

    public static Task<Process> StartAsync(ProcessStartInfo info)
    {
        var started = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);
        Work.Value.Add(() =>
        {
            try
            {
                started.SetResult(Process.Start(info) ?? throw new InvalidOperationException($"'{info.FileName}' did not start."));
            }
#pragma warning disable CA1031 // Whatever it was belongs to the caller; the thread must live on.
            catch (Exception e)
#pragma warning restore CA1031
            {
                started.SetException(e);
            }
        });
        return started.Task;
    }

    private static BlockingCollection<Action> StartThread()
    {
        var work = new BlockingCollection<Action>();
        new Thread(() =>
        {
            foreach (var action in work.GetConsumingEnumerable()) action();
        })
        { IsBackground = true, Name = "parent of native programs" }.Start();
        return work;
    }
}
