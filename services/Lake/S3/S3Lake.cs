using System.Net;
using System.Runtime.CompilerServices;
using Amazon.S3;
using Amazon.S3.Model;

namespace ControlPlane.Lake.S3;

/// <summary>A lake in S3: a bucket for each environment and layer. An object appears when its upload is completed, whole.</summary>
public sealed class S3Lake(IAmazonS3 s3, S3LakeOptions options) : ILake
{
    private const long MaxCopyBytes = 5L << 30;
    private const int DeleteBatch = 1000;

    public async Task<Stream> OpenReadAsync(LakePath path, CancellationToken cancellationToken)
    {
        try
        {
            var response = await s3.GetObjectAsync(new GetObjectRequest { BucketName = Bucket(path), Key = path.Key }, cancellationToken);
            return new S3ReadStream(s3, response);
        }
        catch (AmazonS3Exception exception)
        {
            throw S3Faults.Translate(exception, path);
        }
    }

    public Task<LakeUpload> CreateAsync(LakePath path, CancellationToken cancellationToken) => Task.FromResult<LakeUpload>(new S3Upload(NewParts(path)));

    public async Task<LakeUpload> CreateCopyAsync(LakePath from, LakePath to, CancellationToken cancellationToken)
    {
        var found = await FindAsync(from, cancellationToken) ?? throw new FileNotFoundException($"There is no {from} in the lake.");
        var parts = NewParts(to);
        try
        {
            for (var start = 0L; start < found.ContentLength; start += MaxCopyBytes)
                await parts.CopyAsync(Bucket(from), from.Key, found.ETag, start, Math.Min(start + MaxCopyBytes, found.ContentLength) - 1, cancellationToken);
            return new S3Upload(parts, found.ContentLength);
        }
        catch
        {
            await parts.AbortAsync();
            throw;
        }
    }

    public async Task<bool> ExistsAsync(LakePath path, CancellationToken cancellationToken) => await FindAsync(path, cancellationToken) is not null;

    public async IAsyncEnumerable<LakeObject> ListAsync(LakePath prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var request = new ListObjectsV2Request { BucketName = Bucket(prefix), Prefix = prefix.Key };
        do
        {
            var page = await S3Faults.GuardAsync(prefix, () => s3.ListObjectsV2Async(request, cancellationToken));
            foreach (var found in page?.S3Objects ?? []) yield return new LakeObject(found.Key, found.Size ?? 0);
            request.ContinuationToken = page?.NextContinuationToken;
        }
        while (request.ContinuationToken is not null);
    }

    /// <summary>Removes every version, so that nothing of a tenant stays behind once it is gone.</summary>
    public async Task<int> DeleteAsync(LakePath prefix, CancellationToken cancellationToken)
    {
        var removed = 0;
        var request = new ListVersionsRequest { BucketName = Bucket(prefix), Prefix = prefix.Key, MaxKeys = DeleteBatch };
        ListVersionsResponse? page;
        do
        {
            page = await S3Faults.GuardAsync(prefix, () => s3.ListVersionsAsync(request, cancellationToken));
            if (page?.Versions is { Count: > 0 } versions)
            {
                removed += versions.Count(version => version.IsLatest == true && version.IsDeleteMarker != true);
                var objects = versions.Select(version => new KeyVersion { Key = version.Key, VersionId = version.VersionId }).ToList();
                var delete = new DeleteObjectsRequest { BucketName = Bucket(prefix), Objects = objects, Quiet = true };
                await S3Faults.GuardAsync(prefix, () => s3.DeleteObjectsAsync(delete, cancellationToken));
            }
            request.KeyMarker = page?.NextKeyMarker;
            request.VersionIdMarker = page?.NextVersionIdMarker;
        }
        while (page?.IsTruncated == true);
        return removed;
    }

    private S3Parts NewParts(LakePath path) => new(s3, path, Bucket(path), options.KmsKey);

    private string Bucket(LakePath path) => options.Bucket(path.Environment, path.Layer);

    private async Task<GetObjectMetadataResponse?> FindAsync(LakePath path, CancellationToken cancellationToken)
    {
        try
        {
            return await s3.GetObjectMetadataAsync(Bucket(path), path.Key, cancellationToken);
        }
        catch (AmazonS3Exception exception) when (exception.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }
        catch (AmazonS3Exception exception)
        {
            throw S3Faults.Translate(exception, path);
        }
    }
}
