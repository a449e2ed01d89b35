using System.Net;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using ControlPlane.Connectors;
using ControlPlane.Lake.S3;

namespace ControlPlane.Ingestion.LandedFiles;

/// <summary>The objects under a prefix of a bucket. An object shows whole, and what replaces it has another ETag: that is asked for with every piece.</summary>
internal sealed class S3Prefix(IAmazonS3 s3, S3Location location) : ILandedPlace
{
    public bool ShowsWholeFilesOnly => true;

    /// <summary>Page by page, as S3 gives no more than 1,000 at once; in the order of their names.</summary>
    public async Task<IReadOnlyList<ListedFile>> ListAsync(CancellationToken cancellationToken)
    {
        var files = new List<ListedFile>();
        var request = new ListObjectsV2Request { BucketName = location.Bucket, Prefix = location.Prefix };
        do
        {
            var page = await GuardAsync("", () => s3.ListObjectsV2Async(request, cancellationToken));
            foreach (var found in page.S3Objects ?? [])
            {
                // What was moved to cold storage would have to be brought back first.
                if (!Belongs(found.Key) || found.StorageClass is { Value: "GLACIER" or "DEEP_ARCHIVE" }) continue;
                var modified = found.LastModified is { } at ? new DateTimeOffset(at.ToUniversalTime()).ToUnixTimeMilliseconds() : 0;
                files.Add(new ListedFile(found.Key[location.Prefix.Length..], found.Size ?? 0, modified, found.ETag?.Trim('"')));
            }
            request.ContinuationToken = page.IsTruncated == true ? page.NextContinuationToken : null;
        }
        while (request.ContinuationToken is not null);
        return files;
    }

    public async Task<Stream?> OpenAsync(ListedFile file, CancellationToken cancellationToken)
    {
        var request = new GetObjectRequest { BucketName = location.Bucket, Key = location.Prefix + file.Path, EtagToMatch = file.ETag };
        try
        {
            return new S3FileStream(new S3ReadStream(s3, await GuardAsync(file.Path, () => s3.GetObjectAsync(request, cancellationToken))), file.Path);
        }
        catch (ConnectorException exception) when (exception.InnerException is AmazonS3Exception { StatusCode: HttpStatusCode.PreconditionFailed or HttpStatusCode.NotFound, ErrorCode: not "NoSuchBucket" })
        {
            return null;
        }
    }

    /// <summary>Every piece was asked for of the object that was listed.</summary>
    public bool IsUnchanged(ListedFile file) => true;

    /// <summary>What an answer of S3 means for whoever syncs; never says more of the key than that it was refused.</summary>
    internal static ConnectorException Translate(Exception exception, string place) => exception switch
    {
        AmazonS3Exception { ErrorCode: "NoSuchBucket" } => new(ConnectorFaultKind.Configuration, $"{place}: there is no such bucket", exception),
        AmazonS3Exception { StatusCode: HttpStatusCode.PreconditionFailed } => new(ConnectorFaultKind.Transient, $"{place} was replaced while it was read: it is taken with the next attempt", exception),
        AmazonS3Exception { StatusCode: HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized } refused =>
            new(ConnectorFaultKind.Configuration, $"{place}: S3 refuses the source's key ({refused.ErrorCode}): it must be allowed s3:ListBucket and s3:GetObject there", exception),
        AmazonS3Exception { StatusCode: HttpStatusCode.BadRequest or HttpStatusCode.MovedPermanently } refused =>
            new(ConnectorFaultKind.Configuration, $"{place}: S3 refuses the request ({refused.ErrorCode}): look at region and endpoint", exception),
        AmazonServiceException failed => new(ConnectorFaultKind.Transient, $"{place}: S3 answered {failed.ErrorCode} {(int)failed.StatusCode}", exception),
        _ => new(ConnectorFaultKind.Transient, $"{place}: S3 cannot be reached: {exception.GetType().Name}", exception),
    };

    /// <summary>Hidden names are left alone as in a folder, and what stands for a folder is none.</summary>
    private bool Belongs(string key) =>
        key.StartsWith(location.Prefix, StringComparison.Ordinal) && LandedFile.IsSupported(key) && !key[location.Prefix.Length..].Split('/').Any(segment => segment.StartsWith('.'));

    private async Task<T> GuardAsync<T>(string file, Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (Exception exception) when (exception is AmazonServiceException or AmazonClientException or HttpRequestException)
        {
            throw Translate(exception, file.Length > 0 ? file : $"s3://{location.Bucket}/{location.Prefix}");
        }
    }
}
