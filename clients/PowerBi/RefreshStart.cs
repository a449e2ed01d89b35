using System.Net;

namespace ControlPlane.Clients.PowerBi;

/// <summary>The tries of starting one refresh, which remember whether an earlier one may have been carried out unseen.</summary>
internal sealed class RefreshStart(PowerBiClient client, Dataset dataset, RefreshRequest request, RefreshEntry? before, PowerBiClientOptions options, TimeProvider time)
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(200);

    private bool _answerLost;

    /// <summary>A conflict with a refresh that was over by the time of the look at the history is worth another try, too.</summary>
    public static bool MayTryAgain(PowerBiException exception) => exception.IsTransient || exception.Status == HttpStatusCode.Conflict;

    public async Task<StartedRefresh> TryAsync(CancellationToken cancellationToken)
    {
        PowerBiException problem;
        try
        {
            if (await client.PostRefreshAsync(dataset, request, cancellationToken) is { } handle) return new StartedRefresh(StartOutcome.Started, handle);
            problem = new PowerBiException("Unreadable", null, "the answer names no refresh");
        }
        catch (PowerBiException exception) when (exception.IsAmbiguous || exception.Status == HttpStatusCode.Conflict)
        {
            problem = exception;
        }

        _answerLost |= problem.IsAmbiguous;
        return (problem.IsAmbiguous ? await RecoveredAsync(cancellationToken) : await RunningAsync(cancellationToken)) ?? throw problem;
    }

    /// <summary>A refused try after a lost answer most likely met the refresh that the lost one started.</summary>
    private async Task<StartedRefresh?> RunningAsync(CancellationToken cancellationToken)
    {
        var newest = await client.NewestAsync(dataset, cancellationToken);
        if (_answerLost && IsNew(newest)) return new StartedRefresh(StartOutcome.Recovered, newest!.HandleIn(dataset));
        return newest is { IsRunning: true } ? new StartedRefresh(StartOutcome.AlreadyRunning, newest.HandleIn(dataset)) : null;
    }

    private async Task<StartedRefresh?> RecoveredAsync(CancellationToken cancellationToken)
    {
        for (var start = time.GetTimestamp(); ;)
        {
            var newest = await client.NewestAsync(dataset, cancellationToken);
            if (IsNew(newest)) return new StartedRefresh(StartOutcome.Recovered, newest!.HandleIn(dataset));
            if (time.GetElapsedTime(start) >= options.LostAnswerGrace) return null;
            await Task.Delay(Poll, time, cancellationToken);
        }
    }

    private bool IsNew(RefreshEntry? newest) => newest is not null && newest.RequestId != before?.RequestId;
}
