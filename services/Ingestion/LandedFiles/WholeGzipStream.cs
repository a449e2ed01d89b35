using System.IO.Compression;

namespace ControlPlane.Ingestion.LandedFiles;

/// <summary>
/// Unpacks gzip and insists that it is whole. The runtime's own stream takes a cut file for one that ends, so a member with a known
/// content is put behind the file: only if all before it was whole does that content come out at the end.
/// </summary>
internal sealed class WholeGzipStream : Stream
{
    private static readonly byte[] Mark = "\u0003end of file\u0004\n"u8.ToArray();
    private static readonly byte[] MarkMember = Pack(Mark);
    private readonly GZipStream _gzip;
    private readonly byte[] _tail = new byte[Mark.Length];
    private int _tailLength;
    private bool _ended;

    /// <param name="packed">Stays open.</param>
    public WholeGzipStream(Stream packed) => _gzip = new GZipStream(new Followed(packed), CompressionMode.Decompress);

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <exception cref="InvalidDataException">The file is damaged or ends too early.</exception>
    public override int Read(Span<byte> buffer)
    {
        if (_ended || buffer.Length <= Mark.Length) return _ended ? 0 : throw new ArgumentException("The buffer is too small", nameof(buffer));
        while (true)
        {
            // The last bytes seen are kept back: they may be the mark.
            _tail.AsSpan(0, _tailLength).CopyTo(buffer);
            var read = _gzip.Read(buffer[_tailLength..]);
            var total = _tailLength + read;
            if (read == 0)
            {
                _ended = true;
                if (!_tail.AsSpan(0, _tailLength).SequenceEqual(Mark)) throw new InvalidDataException("The gzip data ends too early.");
                return 0;
            }

            _tailLength = Math.Min(total, Mark.Length);
            buffer[(total - _tailLength)..total].CopyTo(_tail);
            if (total > _tailLength) return total - _tailLength;
        }
    }

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) _gzip.Dispose();
        base.Dispose(disposing);
    }

    private static byte[] Pack(byte[] content)
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest)) gzip.Write(content);
        return packed.ToArray();
    }

    /// <summary>The file, then the member with the mark.</summary>
    private sealed class Followed(Stream first) : Stream
    {
        private int _position = -1;
        private long _length;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            if (_position < 0)
            {
                var read = first.Read(buffer);
                _length += read;
                if (read > 0) return read;
                if (_length == 0) throw new InvalidDataException("The file is empty.");
                _position = 0;
            }

            var rest = MarkMember.AsSpan(_position);
            var taken = Math.Min(rest.Length, buffer.Length);
            rest[..taken].CopyTo(buffer);
            _position += taken;
            return taken;
        }

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
