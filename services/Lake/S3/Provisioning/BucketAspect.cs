using Amazon.S3;

namespace ControlPlane.Lake.S3.Provisioning;

/// <summary>One setting of a bucket: how it is observed and how it is set.</summary>
/// <param name="Kind">Of the step that sets it.</param>
/// <param name="Observe">What differs, in words; null when it is as wanted.</param>
internal sealed record BucketAspect(
    string Kind,
    Func<IAmazonS3, BucketSpec, CancellationToken, Task<string?>> Observe,
    Func<IAmazonS3, BucketSpec, CancellationToken, Task> Apply);

/// <param name="Layer">What lies in it.</param>
/// <param name="ExpireDays">When objects are forgotten; null: never.</param>
internal sealed record BucketSpec(string Name, string Layer, S3LakeOptions Options, int? ExpireDays);
