using System.Buffers;

namespace ControlPlane.Lake.S3;

/// <summary>
/// Collects a part, and sends it while the next one is collected: two parts in memory, however large the object. What fits into one part
/// and is committed at once is put in one request.
/// </summary>
internal sealed class S3Upload : LakeUpload
{
    private readonly S3Parts _parts;
    private readonly S3PartStream _content;
    private long? _sealed;

    /// <param name="copied">How many bytes the parts have that are sent already.</param>
    public S3Upload(S3Parts parts, long copied = 0)
    {
        _parts = parts;
        _content = new S3PartStream(parts, copied);
    }

    public override Stream Content => _content;

    public override async Task<long> SealAsync(CancellationToken cancellationToken) => _sealed ??= await _content.EndAsync(cancellationToken);

    public override async Task CommitAsync(CancellationToken cancellationToken)
    {
        if (_sealed is null && _content.FitsOnePart)
        {
            await _content.PutAsync(cancellationToken);
            return;
        }
        await SealAsync(cancellationToken);
        await _parts.CompleteAsync(cancellationToken);
    }

    public override async ValueTask DisposeAsync()
    {
        await _content.DisposeAsync();
        await _parts.AbortAsync();
    }

    /// <summary>Cuts what is written into parts. S3 takes 10,000 of at least 5 MiB each, so they grow with the object: up to some 500 GB.</summary>
    private sealed class S3PartStream(S3Parts parts, long copied) : Stream
    {
        private const int FirstPartBytes = 8 << 20;
        private const int LaterPartBytes = 64 << 20;
        private const int PartsBeforeGrowth = 1000;

        private byte[]? _buffer = ArrayPool<byte>.Shared.Rent(FirstPartBytes);
        private int _length;
        private long _total = copied;
        private Task _sending = Task.CompletedTask;

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => _buffer is not null;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => _total; set => throw new NotSupportedException(); }

        public bool FitsOnePart => parts.Count == 0 && _sending.IsCompletedSuccessfully && _length == _total;

        private int PartBytes => parts.Count < PartsBeforeGrowth ? FirstPartBytes : LaterPartBytes;

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            while (buffer.Length > 0)
            {
                ObjectDisposedException.ThrowIf(_buffer is null, this);
                var fitting = Math.Min(buffer.Length, PartBytes - _length);
                if (_length + fitting > _buffer.Length) Grow();
                buffer.Span[..fitting].CopyTo(_buffer.AsSpan(_length));
                buffer = buffer[fitting..];
                _length += fitting;
                _total += fitting;
                if (_length >= PartBytes) await SendAsync(cancellationToken);
            }
        }

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        // For compressors, which write synchronously; most of these calls only fill the part.
        public override void Write(byte[] buffer, int offset, int count) => WriteAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

        public async Task<long> EndAsync(CancellationToken cancellationToken)
        {
            // An object needs a part, be it an empty one.
            if (_length > 0 || _total == 0 && parts.Count == 0) await SendAsync(cancellationToken);
            await _sending;
            Release();
            return _total;
        }

        public async Task PutAsync(CancellationToken cancellationToken)
        {
            await parts.PutAsync(_buffer!, _length, cancellationToken);
            Release();
        }

        public override void Flush()
        {
        }

        public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override async ValueTask DisposeAsync()
        {
            await _sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            Release();
            await base.DisposeAsync();
        }

        private async Task SendAsync(CancellationToken cancellationToken)
        {
            await _sending;
            var (full, length) = (_buffer!, _length);
            _buffer = ArrayPool<byte>.Shared.Rent(FirstPartBytes);
            _length = 0;
            _sending = SendAsync(full, length, cancellationToken);
        }

        private async Task SendAsync(byte[] content, int length, CancellationToken cancellationToken)
        {
            try
            {
                await parts.UploadAsync(content, length, cancellationToken);
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(content);
            }
        }

        private void Grow()
        {
            var larger = ArrayPool<byte>.Shared.Rent(LaterPartBytes);
            _buffer.AsSpan(0, _length).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer!);
            _buffer = larger;
        }

        private void Release()
        {
            if (_buffer is not null) ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = null;
        }
    }
}
