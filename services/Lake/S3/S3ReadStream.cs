using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;

namespace ControlPlane.Lake.S3;

/// <summary>An object's content. Where the connection breaks off, the rest is asked for again, of the very same object.</summary>
public sealed class S3ReadStream(IAmazonS3 s3, GetObjectResponse first) : Stream
{
    private const int MaxBreaksInARow = 5;

    private readonly (string Bucket, string Key, string ETag, long Length) _object = (first.BucketName, first.Key, first.ETag, first.ContentLength);
    private GetObjectResponse _response = first;
    private long _position;
    private int _breaks;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => _object.Length;

    public override long Position { get => _position; set => throw new NotSupportedException(); }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            try
            {
                var read = await _response.ResponseStream.ReadAsync(buffer, cancellationToken);
                if (read == 0 && buffer.Length > 0 && _position < _object.Length) throw new EndOfStreamException($"{_object.Key} broke off at {_position} of {_object.Length} bytes.");
                _position += read;
                if (read > 0) _breaks = 0;
                return read;
            }
            catch (Exception exception) when (exception is IOException or HttpRequestException or AmazonClientException && !cancellationToken.IsCancellationRequested && _breaks++ < MaxBreaksInARow)
            {
                await ResumeAsync(cancellationToken);
            }
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => ReadAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) _response.Dispose();
        base.Dispose(disposing);
    }

    private async Task ResumeAsync(CancellationToken cancellationToken)
    {
        _response.Dispose();
        var rest = new GetObjectRequest { BucketName = _object.Bucket, Key = _object.Key, EtagToMatch = _object.ETag, ByteRange = new ByteRange(_position, _object.Length - 1) };
        _response = await s3.GetObjectAsync(rest, cancellationToken);
    }
}
