namespace ControlPlane.Connectors.Requests;

/// <summary>The waits of one request, bounded in total.</summary>
internal sealed class RequestWaits(TimeSpan maximum, TimeProvider time)
{
    private TimeSpan _total;

    public int Retries { get; set; }

    /// <exception cref="ConnectorException">The wait would exceed the bound: <paramref name="failure"/>, with the time that was asked for.</exception>
    public async Task WaitAsync(TimeSpan wait, ConnectorException failure, CancellationToken cancellationToken)
    {
        _total += wait < maximum ? wait : maximum + TimeSpan.FromTicks(1);
        if (_total > maximum)
        {
            throw new ConnectorException(
                ConnectorFaultKind.Transient,
                $"{failure.Message} (waiting {wait.TotalSeconds:0} s more would exceed the limit of {maximum.TotalSeconds:0} s)",
                failure.InnerException) { RetryAfter = wait };
        }

        if (wait > TimeSpan.Zero) await Task.Delay(wait, time, cancellationToken);
    }
}
