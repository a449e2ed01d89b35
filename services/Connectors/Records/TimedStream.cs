using ControlPlane.Connectors.Decoders;
using ControlPlane.Connectors.Requests;

namespace ControlPlane.Connectors.Records;

/// <summary>A body that must keep coming: silence, a page that takes too long and one without end are faults. Leaves the body itself open.</summary>
internal sealed class TimedStream(Stream body, ReadLimits limits) : ReadOnlyStream
{
    private readonly long _deadline = Environment.TickCount64 + (long)limits.PageTimeout.TotalMilliseconds;
    private CancellationTokenSource? _idle;
    private long _total;

    /// <exception cref="BrokenPageException">The body broke off.</exception>
    /// <exception cref="ConnectorException">It is larger than a page may be.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        _idle ??= CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var left = _deadline - Environment.TickCount64;
        if (left <= 0) throw new BrokenPageException($"the page did not end within {limits.PageTimeout.TotalSeconds:0.#} s");
        try
        {
            _idle.CancelAfter(TimeSpan.FromMilliseconds(Math.Min(left, limits.IdleTimeout.TotalMilliseconds)));
            var read = await body.ReadAsync(buffer, _idle.Token);
            _total += read;
            return _total <= limits.MaxPageBytes
                ? read
                : throw new ConnectorException(ConnectorFaultKind.Source, $"the page is larger than {limits.MaxPageBytes} bytes and does not end");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new BrokenPageException(left < limits.IdleTimeout.TotalMilliseconds
                ? $"the page did not end within {limits.PageTimeout.TotalSeconds:0.#} s"
                : $"nothing arrived for {limits.IdleTimeout.TotalSeconds:0.#} s in the middle of the body");
        }
        catch (InvalidDataException e)
        {
            throw new BrokenPageException("the compressed body is cut off or damaged", e);
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            throw new BrokenPageException("the connection broke in the middle of the body", e);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _idle?.Dispose();
        base.Dispose(disposing);
    }
}
