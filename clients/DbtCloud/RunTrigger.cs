namespace ControlPlane.Clients.DbtCloud;

/// <summary>
/// The tries of starting one run. The service knows no idempotency key, so each try begins with a search, and so does the time
/// after an answer that was lost.
/// </summary>
internal sealed class RunTrigger(Func<CancellationToken, Task<JobRun?>> find, Func<CancellationToken, Task<JobRun>> post, DbtCloudOptions options, TimeProvider time)
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(500);

    private bool _answerLost;

    public async Task<TriggeredRun> TryAsync(CancellationToken cancellationToken)
    {
        if (await find(cancellationToken) is { } run) return new TriggeredRun(_answerLost ? TriggerOutcome.Recovered : TriggerOutcome.Found, run);
        try
        {
            return new TriggeredRun(TriggerOutcome.Triggered, await post(cancellationToken));
        }
        catch (DbtCloudException exception) when (exception.IsAmbiguous)
        {
            _answerLost = true;
            if (await RecoveredAsync(cancellationToken) is { } recovered) return recovered;
            throw;
        }
    }

    private async Task<TriggeredRun?> RecoveredAsync(CancellationToken cancellationToken)
    {
        for (var start = time.GetTimestamp(); ;)
        {
            if (await find(cancellationToken) is { } run) return new TriggeredRun(TriggerOutcome.Recovered, run);
            if (time.GetElapsedTime(start) >= options.LostAnswerGrace) return null;
            await Task.Delay(Poll, time, cancellationToken);
        }
    }
}
