using System.Diagnostics;

namespace ControlPlane.Models.Jinja.Context;

/// <summary>Time that passes in templates, without what the engine takes.</summary>
internal sealed class RenderClock : TimeProvider
{
    private long _outside;

    public override long GetTimestamp() => Stopwatch.GetTimestamp() - _outside;

    /// <summary>Runs something that does not count.</summary>
    public T Outside<T>(Func<T> work)
    {
        var start = Stopwatch.GetTimestamp();
        try
        {
            return work();
        }
        finally
        {
            _outside += Stopwatch.GetTimestamp() - start;
        }
    }
}
