using System.Net;
using System.Security.Cryptography;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;

namespace ControlPlane.Lake.S3;

/// <summary>
/// A multipart upload: nobody sees its parts until it is completed, which S3 does at once and whole. Each part carries its SHA-256, which
/// S3 compares with what arrived.
/// </summary>
internal sealed class S3Parts(IAmazonS3 s3, LakePath path, string bucket, string? kmsKey)
{
    private readonly List<PartETag> _parts = [];
    private string? _upload;
    private bool _ended;

    public int Count => _parts.Count;

    public async Task UploadAsync(byte[] content, int length, CancellationToken cancellationToken)
    {
        await BeginAsync(cancellationToken);
        var hash = Hash(content, length);
        using var body = new MemoryStream(content, 0, length, writable: false);
        var request = new UploadPartRequest
        {
            BucketName = bucket, Key = path.Key, UploadId = _upload, PartNumber = _parts.Count + 1, PartSize = length,
            InputStream = body, ChecksumSHA256 = hash, UseChunkEncoding = false, DisablePayloadSigning = false,
        };
        var response = await TryAsync(() => s3.UploadPartAsync(request, cancellationToken));
        _parts.Add(new PartETag(_parts.Count + 1, response.ETag) { ChecksumSHA256 = hash });
    }

    /// <param name="etag">The copy fails if the object is no longer this one.</param>
    public async Task CopyAsync(string fromBucket, string fromKey, string etag, long first, long last, CancellationToken cancellationToken)
    {
        await BeginAsync(cancellationToken);
        var request = new CopyPartRequest
        {
            SourceBucket = fromBucket, SourceKey = fromKey, ETagToMatch = [etag], DestinationBucket = bucket, DestinationKey = path.Key,
            UploadId = _upload, PartNumber = _parts.Count + 1, FirstByte = first, LastByte = last,
        };
        var response = await TryAsync(() => s3.CopyPartAsync(request, cancellationToken));
        _parts.Add(new PartETag(_parts.Count + 1, response.ETag) { ChecksumSHA256 = response.ChecksumSHA256 });
    }

    public async Task CompleteAsync(CancellationToken cancellationToken)
    {
        var request = new CompleteMultipartUploadRequest { BucketName = bucket, Key = path.Key, UploadId = _upload, PartETags = _parts };
        try
        {
            await s3.CompleteMultipartUploadAsync(request, cancellationToken);
        }
        catch (AmazonServiceException exception)
        {
            // An attempt before, whose answer was lost, may have completed it.
            if (exception.ErrorCode != "NoSuchUpload" || !await IsCompleteAsync(cancellationToken)) throw S3Faults.Translate(exception, path);
        }
        _ended = true;
    }

    /// <summary>The whole object in one request; for what is small and was not sealed before.</summary>
    public async Task PutAsync(byte[] content, int length, CancellationToken cancellationToken)
    {
        using var body = new MemoryStream(content, 0, length, writable: false);
        var request = new PutObjectRequest
        {
            BucketName = bucket, Key = path.Key, InputStream = body, ChecksumSHA256 = Hash(content, length), UseChunkEncoding = false, DisablePayloadSigning = false,
            ServerSideEncryptionMethod = ServerSideEncryptionMethod.AWSKMS, ServerSideEncryptionKeyManagementServiceKeyId = kmsKey,
        };
        await TryAsync(() => s3.PutObjectAsync(request, cancellationToken));
        _ended = true;
    }

    /// <summary>Throws away what was not completed. What cannot be reached now is removed by the bucket's own rule for unfinished uploads.</summary>
    public async Task AbortAsync()
    {
        if (_upload is null || _ended) return;
        _ended = true;
        try
        {
            await s3.AbortMultipartUploadAsync(new AbortMultipartUploadRequest { BucketName = bucket, Key = path.Key, UploadId = _upload });
        }
        catch (Exception exception) when (exception is AmazonClientException or HttpRequestException)
        {
        }
    }

    private static string Hash(byte[] content, int length) => Convert.ToBase64String(SHA256.HashData(content.AsSpan(0, length)));

    private async Task BeginAsync(CancellationToken cancellationToken)
    {
        if (_upload is not null) return;
        var request = new InitiateMultipartUploadRequest
        {
            BucketName = bucket, Key = path.Key, ChecksumAlgorithm = ChecksumAlgorithm.SHA256,
            ServerSideEncryptionMethod = ServerSideEncryptionMethod.AWSKMS, ServerSideEncryptionKeyManagementServiceKeyId = kmsKey,
        };
        _upload = (await TryAsync(() => s3.InitiateMultipartUploadAsync(request, cancellationToken))).UploadId;
    }

    /// <summary>Whether the object is there with as many parts and the hash of hashes that this upload would give it. (Under KMS its ETag says nothing.)</summary>
    private async Task<bool> IsCompleteAsync(CancellationToken cancellationToken)
    {
        try
        {
            var request = new GetObjectMetadataRequest { BucketName = bucket, Key = path.Key, ChecksumMode = ChecksumMode.ENABLED };
            var found = await s3.GetObjectMetadataAsync(request, cancellationToken);
            var digests = _parts.SelectMany(part => Convert.FromBase64String(part.ChecksumSHA256)).ToArray();
            return found.ChecksumSHA256 == $"{Convert.ToBase64String(SHA256.HashData(digests))}-{_parts.Count}";
        }
        catch (Exception exception) when (exception is AmazonS3Exception { StatusCode: HttpStatusCode.NotFound })
        {
            return false;
        }
    }

    private async Task<T> TryAsync<T>(Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (AmazonServiceException exception)
        {
            throw S3Faults.Translate(exception, path);
        }
    }
}
