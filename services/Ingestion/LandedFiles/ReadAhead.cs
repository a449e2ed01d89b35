using System.IO.Pipelines;

namespace ControlPlane.Ingestion.LandedFiles;

/// <summary>Reads (and so unpacks) a stream on another thread, a bounded way ahead of the one who uses it.</summary>
internal sealed class ReadAhead : IAsyncDisposable
{
    private const int PieceBytes = 256 * 1024;
    private readonly Pipe _pipe = new(new PipeOptions(
        pauseWriterThreshold: 16 * PieceBytes, resumeWriterThreshold: 8 * PieceBytes, minimumSegmentSize: PieceBytes, useSynchronizationContext: false));

    private readonly CancellationTokenSource _stop = new();
    private readonly Task _pump;

    public ReadAhead(Stream source)
    {
        Stream = _pipe.Reader.AsStream();
        _pump = Task.Run(() => PumpAsync(source));
    }

    /// <summary>Gives the bytes, and the fault of the source once they are used up.</summary>
    public Stream Stream { get; }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _pipe.Reader.CompleteAsync();
        await _pump;
        _stop.Dispose();
    }

    private async Task PumpAsync(Stream source)
    {
        Exception? fault = null;
        try
        {
            while (true)
            {
                var piece = _pipe.Writer.GetMemory(PieceBytes);
                var read = source.Read(piece.Span);
                if (read == 0) break;
                _pipe.Writer.Advance(read);
                if ((await _pipe.Writer.FlushAsync(_stop.Token)).IsCompleted) break;
            }
        }
        catch (Exception e)
        {
            // Whatever it is, it belongs to the one who reads: a pipe left open would keep them waiting for ever.
            fault = e;
        }

        await _pipe.Writer.CompleteAsync(fault);
    }
}
