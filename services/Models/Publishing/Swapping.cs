using ControlPlane.Models.Adapters;

namespace ControlPlane.Models.Publishing;

/// <summary>
/// Carries out a swap in one transaction, again and again while others hold what it needs: those who come meanwhile wait behind it, so it waits only
/// briefly and lets them through in between.
/// </summary>
internal sealed class Swapping(IRelationEngine engine, IAdapterConnection connection, PublishOptions options, TimeProvider time)
{
    private static readonly TimeSpan MaxPause = TimeSpan.FromSeconds(5);

    /// <param name="swap">Gives what it has done; null to be called again, since somebody was faster.</param>
    public T Run<T>(Func<T?> swap, CancellationToken cancellationToken)
        where T : class
    {
        var started = time.GetTimestamp();
        for (var pause = TimeSpan.FromMilliseconds(100); ; pause = pause * 2 > MaxPause ? MaxPause : pause * 2)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Exception? inTheWay = null;
            try
            {
                connection.Begin();
                engine.WaitAtMost(connection, options.LockTimeout);
                if (swap() is { } done)
                {
                    connection.Commit();
                    return done;
                }
            }
            catch (AdapterException exception) when (engine.IsInTheWay(exception))
            {
                inTheWay = exception;
            }
            finally
            {
                connection.Rollback();
            }
            if (time.GetElapsedTime(started) > options.Patience)
                throw new PublishException(PublishFailure.Busy, $"Readers have held the published relations for {options.Patience}; nothing was published.", inTheWay);
            cancellationToken.WaitHandle.WaitOne(pause);
        }
    }
}
