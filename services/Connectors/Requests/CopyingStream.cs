using ControlPlane.Connectors.Decoders;

namespace ControlPlane.Connectors.Requests;

/// <summary>Reads a stream and writes what it reads to a copy. The copy is whole once the end was read, and is told so once it is closed.</summary>
/// <param name="count">Told how much is copied; false ends the copying.</param>
internal sealed class CopyingStream(Stream source, FileStream copy, Func<int, bool> count, Action whole) : ReadOnlyStream
{
    private bool _copies = true;

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
