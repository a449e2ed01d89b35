namespace ControlPlane.Benchmarks.Measuring;

/// <summary>Several runs of one program. Processor time tells more than the clock where other programs want the same cores.</summary>
internal sealed class ProcessSample
{
    public Sample Time { get; } = new();

    public Sample Processor { get; } = new();

    /// <summary>The most memory that any of them had.</summary>
    public long PeakBytes { get; private set; }

    public void Add(MeasuredProcess run)
    {
        Time.Add(run.Seconds);
        Processor.Add(run.ProcessorSeconds);
        PeakBytes = Math.Max(PeakBytes, run.PeakBytes);
    }

    public string Rate(long records) => $"{records / Time.Median:N0} records/s ({Time}; processor time {Processor})";

    /// <summary>How many times faster than the other; below 1 it is slower.</summary>
    public string Against(ProcessSample other) => $"{other.Time.Median / Time.Median:0.00}, by processor time {other.Processor.Median / Processor.Median:0.00}";
}
