using System.Diagnostics;

namespace ControlPlane.Benchmarks.Measuring;

/// <summary>Several measurements of one thing, in seconds.</summary>
internal sealed class Sample
{
    private readonly List<double> _seconds = [];

    public double Median => _seconds.Order().ElementAt(_seconds.Count / 2) is var upper && _seconds.Count % 2 == 1 ? upper : (upper + _seconds.Order().ElementAt(_seconds.Count / 2 - 1)) / 2;

    public double Min => _seconds.Min();

    public void Add(double seconds) => _seconds.Add(seconds);

    public async Task MeasureAsync(Func<Task> act)
    {
        var started = Stopwatch.GetTimestamp();
        await act();
        Add(Stopwatch.GetElapsedTime(started).TotalSeconds);
    }

    public override string ToString() => $"median {Median:0.00} s, best {Min:0.00} s of {_seconds.Count}";
}
