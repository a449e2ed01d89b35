using System.Globalization;

namespace ControlPlane.Benchmarks.Measuring;

/// <summary>Watches this process's memory on a thread of its own, every 2 ms, from the start to <see cref="Stop"/>.</summary>
internal sealed class PeakMemory
{
    private readonly Thread _watching;
    private readonly long _before;
    private volatile bool _stopped;

    public PeakMemory()
    {
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        _before = WorkingSet = Read().WorkingSet;
        _watching = new Thread(Watch) { IsBackground = true, Priority = ThreadPriority.AboveNormal };
        _watching.Start();
    }

    /// <summary>The largest working set seen, in bytes; includes the pages of the runtime's files, which processes share.</summary>
    public long WorkingSet { get; private set; }

    /// <summary>The most of it that was this process's own (not backed by a file). Linux only; elsewhere the whole working set.</summary>
    public long Own { get; private set; }

    /// <summary>The largest managed heap seen, garbage included.</summary>
    public long Heap { get; private set; }

    /// <summary>The largest working set less what it was at the start, after a full collection.</summary>
    public long Growth => WorkingSet - _before;

    public void Stop()
    {
        _stopped = true;
        _watching.Join();
    }

    private static (long WorkingSet, long Own) Read()
    {
        if (!OperatingSystem.IsLinux()) return (Environment.WorkingSet, Environment.WorkingSet);
        // Pages: total, resident, of these backed by files.
        var pages = File.ReadAllText("/proc/self/statm").Split(' ');
        var (resident, files) = (long.Parse(pages[1], CultureInfo.InvariantCulture), long.Parse(pages[2], CultureInfo.InvariantCulture));
        return (resident * Environment.SystemPageSize, (resident - files) * Environment.SystemPageSize);
    }

    private void Watch()
    {
        while (!_stopped)
        {
            var (workingSet, own) = Read();
            (WorkingSet, Own, Heap) = (Math.Max(WorkingSet, workingSet), Math.Max(Own, own), Math.Max(Heap, GC.GetTotalMemory(forceFullCollection: false)));
            Thread.Sleep(2);
        }
    }
}
