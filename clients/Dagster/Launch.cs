namespace ControlPlane.Clients.Dagster;

/// <summary>
/// The tries of launching one run or backfill. The service knows no idempotency key, so each try begins with a search, and so does
/// the time after an answer that leaves open what happened.
/// </summary>
internal sealed class Launch<T>(Func<CancellationToken, Task<T?>> find, Func<CancellationToken, Task<T>> post, DagsterOptions options, TimeProvider time)
    where T : class
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(500);

    private bool _answerLost;

    public async Task<Launched<T>> TryAsync(CancellationToken cancellationToken)
    {
        if (await find(cancellationToken) is { } run) return new Launched<T>(_answerLost ? LaunchOutcome.Recovered : LaunchOutcome.Found, run);
        try
        {
            return new Launched<T>(LaunchOutcome.Launched, await post(cancellationToken));
        }
        catch (DagsterException exception) when (exception.IsAmbiguous)
        {
            _answerLost = true;
            if (await RecoveredAsync(cancellationToken) is { } recovered) return recovered;
            throw;
        }
    }

    private async Task<Launched<T>?> RecoveredAsync(CancellationToken cancellationToken)
    {
        for (var start = time.GetTimestamp(); ;)
        {
            if (await find(cancellationToken) is { } run) return new Launched<T>(LaunchOutcome.Recovered, run);
            if (time.GetElapsedTime(start) >= options.LostAnswerGrace) return null;
            await Task.Delay(Poll, time, cancellationToken);
        }
    }
}
