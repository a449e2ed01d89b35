using System.Diagnostics;

namespace ControlPlane.Benchmarks.Measuring;

/// <summary>Watches this process's memory on a thread of its own, every 2 ms, from the start to <see cref="Stop"/>.</summary>
internal sealed class PeakMemory
{
    private readonly Thread _watching;
    private volatile bool _stopped;

    public PeakMemory()
    {
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        Before = Peak = WorkingSet();
        _watching = new Thread(Watch) { IsBackground = true, Priority = ThreadPriority.AboveNormal };
        _watching.Start();
    }

    /// <summary>Bytes of working set at the start, after a full collection.</summary>
    public long Before { get; }

    /// <summary>The largest working set seen.</summary>
    public long Peak { get; private set; }

    /// <summary>The largest managed heap seen, garbage included.</summary>
    public long PeakHeap { get; private set; }

    public void Stop()
    {
        _stopped = true;
        _watching.Join();
    }

    private static long WorkingSet()
    {
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64;
    }

    private void Watch()
    {
        while (!_stopped)
        {
            Peak = Math.Max(Peak, WorkingSet());
            PeakHeap = Math.Max(PeakHeap, GC.GetTotalMemory(forceFullCollection: false));
            Thread.Sleep(2);
        }
    }
}
