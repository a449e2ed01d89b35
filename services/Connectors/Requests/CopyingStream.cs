namespace ControlPlane.Connectors.Requests;

/// <summary>Reads a stream and writes what it reads to a copy. The copy is whole once the end was read, and is told so once it is closed.</summary>
/// <param name="count">Told how much is copied; false ends the copying.</param>
internal sealed class CopyingStream(Stream source, FileStream copy, Func<int, bool> count, Action whole) : Stream
{
    private bool _copies = true;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await source.ReadAsync(buffer, cancellationToken);
        if (!_copies) return read;
        if (read > 0 && count(read))
        {
            await copy.WriteAsync(buffer[..read], cancellationToken);
            return read;
        }

        _copies = false;
        await copy.DisposeAsync();
        if (read == 0) whole();
        else File.Delete(copy.Name);
        return read;
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("this stream is read asynchronously");

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            source.Dispose();
            if (_copies)
            {
                copy.Dispose();
                File.Delete(copy.Name);
            }
        }

        base.Dispose(disposing);
    }
}
