using System.IO.Compression;

namespace ControlPlane.Connectors.Decoders;

/// <summary>Undoes compression where the first bytes say that there is some, and passes anything else on unchanged.</summary>
/// <param name="zlib">Looks for zlib beside gzip.</param>
internal sealed class CompressedStream(Stream body, bool zlib = false) : ReadOnlyStream
{
    private Stream? _opened;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        _opened ??= await OpenAsync(cancellationToken);
        return await _opened.ReadAsync(buffer, cancellationToken);
    }

    private async ValueTask<Stream> OpenAsync(CancellationToken cancellationToken)
    {
        var start = new byte[2];
        var length = await body.ReadAtLeastAsync(start, 2, throwOnEndOfStream: false, cancellationToken);
        var whole = new PrefixedStream(start.AsMemory(0, length), body);
        return (length, start[0], start[1]) switch
        {
            // A single byte can only be a file that was cut off.
            (_, 0x1f, 0x8b) or (1, 0x1f, _) => new GZipStream(whole, CompressionMode.Decompress),
            (_, 0x78, 0x01 or 0x5e or 0x9c or 0xda) when zlib => new ZLibStream(whole, CompressionMode.Decompress),
            _ => whole,
        };
    }
}

/// <summary>What was read to take a look, and the rest behind it.</summary>
internal sealed class PrefixedStream(ReadOnlyMemory<byte> prefix, Stream rest) : ReadOnlyStream
{
    private ReadOnlyMemory<byte> _left = prefix;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_left.IsEmpty) return await rest.ReadAsync(buffer, cancellationToken);
        var count = Math.Min(_left.Length, buffer.Length);
        _left[..count].CopyTo(buffer);
        _left = _left[count..];
        return count;
    }
}
