using Amazon.S3;

namespace ControlPlane.Lake.S3.Provisioning;

/// <summary>One setting of a bucket: how it is observed and how it is set.</summary>
/// <param name="Kind">Of the step that sets it.</param>
/// <param name="Lack">What it means that it is not set, after the bucket's name; the same for a new bucket and for one that drifted.</param>
internal sealed record BucketAspect(
    string Kind,
    string Lack,
    Func<IAmazonS3, BucketSpec, CancellationToken, Task<bool>> IsSet,
    Func<IAmazonS3, BucketSpec, CancellationToken, Task> Apply);

/// <param name="Layer">What lies in it.</param>
/// <param name="ExpireDays">When objects are forgotten; null: never.</param>
internal sealed record BucketSpec(string Name, string Layer, S3LakeOptions Options, int? ExpireDays);
