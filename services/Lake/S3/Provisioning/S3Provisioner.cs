using System.Net;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using ControlPlane.Contracts;
using ControlPlane.Lake.Provisioning;
using ControlPlane.Reconciliation;

namespace ControlPlane.Lake.S3.Provisioning;

/// <summary>
/// The buckets of a tenant's environment, shared by its clients: one for each layer. They outlive every tenant, so there is no step that
/// removes one.
/// </summary>
public sealed class S3Provisioner(IAmazonS3 s3, S3LakeOptions options) : ILakeProvisioner
{
    private const string Create = "create-bucket";

    // The one region that must not be named when a bucket is made.
    private const string DefaultRegion = "us-east-1";

    public async Task<IReadOnlyList<LakeStep>> PlanAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        var steps = new List<LakeStep>();
        foreach (var bucket in Buckets(tenant.Environment)) steps.AddRange(await GuardAsync(bucket, "looked at", () => PlanAsync(bucket, cancellationToken)));
        return steps;
    }

    public async Task ApplyAsync(IReadOnlyList<LakeStep> steps, Func<LakeStep, Task> progress, CancellationToken cancellationToken)
    {
        foreach (var step in steps)
        {
            var own = (BucketStep)step;
            await GuardAsync(own.Bucket, $"changed ({own.Kind})", async () =>
            {
                await (own.Aspect is null ? CreateAsync(own.Bucket, cancellationToken) : own.Aspect.Apply(s3, own.Bucket, cancellationToken));
                return true;
            });
            await progress(step);
        }
    }

    private IEnumerable<BucketSpec> Buckets(string environment) => LakeLayer.All.Select(layer =>
        new BucketSpec(options.Bucket(environment, layer), layer, options, layer == LakeLayer.Quarantine ? options.QuarantineDays : null));

    private async Task<IReadOnlyList<LakeStep>> PlanAsync(BucketSpec bucket, CancellationToken cancellationToken)
    {
        if (!await ExistsAsync(bucket, cancellationToken))
            return [new BucketStep(bucket, null), .. BucketAspects.All.Select(aspect => new BucketStep(bucket, aspect))];
        var steps = new List<LakeStep>();
        foreach (var aspect in BucketAspects.All)
            if (!await aspect.IsSet(s3, bucket, cancellationToken)) steps.Add(new BucketStep(bucket, aspect));
        return steps;
    }

    private async Task<bool> ExistsAsync(BucketSpec bucket, CancellationToken cancellationToken)
    {
        try
        {
            await s3.HeadBucketAsync(new HeadBucketRequest { BucketName = bucket.Name, ExpectedBucketOwner = options.Account }, cancellationToken);
            return true;
        }
        catch (AmazonS3Exception exception) when (exception.StatusCode == HttpStatusCode.NotFound)
        {
            return false;
        }
    }

    private async Task CreateAsync(BucketSpec bucket, CancellationToken cancellationToken)
    {
        try
        {
            var request = new PutBucketRequest { BucketName = bucket.Name, UseClientRegion = false, ObjectOwnership = ObjectOwnership.BucketOwnerEnforced };
            if (options.Region != DefaultRegion) request.BucketRegionName = options.Region;
            await s3.PutBucketAsync(request, cancellationToken);
        }
        catch (AmazonS3Exception exception) when (exception.ErrorCode == "BucketAlreadyOwnedByYou")
        {
            // Another tenant of the environment was quicker.
        }
    }

    private static async Task<T> GuardAsync<T>(BucketSpec bucket, string what, Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (AmazonServiceException exception)
        {
            var denied = exception.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized;
            var advice = exception.ErrorCode == "BucketAlreadyExists" ? "the name belongs to another account: choose another one in ControlPlane:Lake" : denied ? "check what this process's credentials allow, and whether the bucket is yours" : "it is tried again";
            throw new Fault(denied ? FaultKind.AccessDenied : FaultKind.Unavailable, "BucketUnavailable", $"Bucket {bucket.Name} could not be {what}: {exception.ErrorCode}; {advice}.", exception);
        }
    }

    /// <param name="Aspect">Null: the bucket itself.</param>
    private sealed record BucketStep(BucketSpec Bucket, BucketAspect? Aspect)
        : LakeStep($"bucket:{Bucket.Name}:{Aspect?.Kind ?? Create}", Aspect?.Kind ?? Create, $"bucket {Bucket.Name}", $"bucket {Bucket.Name} {Aspect?.Lack ?? "missing"}");
}
