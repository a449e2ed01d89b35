using System.Net;
using Amazon.Runtime;
using Amazon.S3;
using ControlPlane.Reconciliation;

namespace ControlPlane.Lake.S3;

/// <summary>What an answer of S3 means for whoever waits: look elsewhere, try again, or ask the operator.</summary>
internal static class S3Faults
{
    public static Exception Translate(AmazonServiceException exception, LakePath path) => exception switch
    {
        { ErrorCode: "NoSuchKey" } => new FileNotFoundException($"There is no {path} in the lake.", exception),
        { ErrorCode: "NoSuchBucket" } => new Fault(FaultKind.Unavailable, "BucketMissing", $"The bucket of {path} does not exist: look at the plan of a tenant of that environment, and apply it.", exception),
        { StatusCode: HttpStatusCode.NotFound } => new FileNotFoundException($"There is no {path} in the lake.", exception),
        { StatusCode: HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized } => new Fault(
            FaultKind.AccessDenied, "LakeAccessDenied", $"S3 does not allow this process to use {path} ({exception.ErrorCode}): check its credentials and the policies of bucket and key.", exception),
        _ => new Fault(FaultKind.Unavailable, "LakeUnavailable", $"S3 did not do what was asked for {path}: {exception.ErrorCode} {(int)exception.StatusCode}.", exception),
    };

    /// <summary>Null when there is no such bucket: nothing is in it.</summary>
    public static async Task<T?> GuardAsync<T>(LakePath path, Func<Task<T>> call)
        where T : class
    {
        try
        {
            return await call();
        }
        catch (AmazonS3Exception exception) when (exception.ErrorCode == "NoSuchBucket")
        {
            return null;
        }
        catch (DeleteObjectsException exception)
        {
            var first = exception.Response.DeleteErrors[0];
            throw new Fault(FaultKind.Unavailable, "LakeUnavailable", $"S3 did not remove {exception.Response.DeleteErrors.Count} objects under {path}: {first.Code}.", exception);
        }
        catch (AmazonServiceException exception)
        {
            throw Translate(exception, path);
        }
    }
}
