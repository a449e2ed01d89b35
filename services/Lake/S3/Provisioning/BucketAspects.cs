using System.Net;
using System.Text.Json.Nodes;
using Amazon.S3;
using Amazon.S3.Model;

namespace ControlPlane.Lake.S3.Provisioning;

/// <summary>Everything that a bucket of the lake must have, in the order in which it is set: closed before anything can lie in it.</summary>
internal static class BucketAspects
{
    private const string TlsOnly = "TlsOnly";
    private const string UnfinishedRule = "unfinished-uploads";
    private const string NoncurrentRule = "replaced-objects";
    private const string ExpiryRule = "old-objects";
    private const int UnfinishedDays = 2;

    public static IReadOnlyList<BucketAspect> All { get; } =
    [
        new("block-public-access", "does not block public access", IsPublicAccessBlockedAsync, BlockPublicAccessAsync),
        new("set-policy", "answers requests that are not encrypted", IsPolicySetAsync, SetPolicyAsync),
        new("set-encryption", "does not encrypt with the lake's key of KMS", IsEncryptionSetAsync, SetEncryptionAsync),
        new("set-versioning", "does not keep versions", IsVersioningSetAsync, SetVersioningAsync),
        new("set-lifecycle", "lacks the lake's lifecycle rules", IsLifecycleSetAsync, SetLifecycleAsync),
    ];

    private static async Task<bool> IsPublicAccessBlockedAsync(IAmazonS3 s3, BucketSpec bucket, CancellationToken cancellationToken)
    {
        var found = await Absent.AsNullAsync("NoSuchPublicAccessBlockConfiguration", async () =>
            (await s3.GetPublicAccessBlockAsync(new GetPublicAccessBlockRequest { BucketName = bucket.Name }, cancellationToken)).PublicAccessBlockConfiguration);
        return found is { BlockPublicAcls: true, IgnorePublicAcls: true, BlockPublicPolicy: true, RestrictPublicBuckets: true };
    }

    private static Task BlockPublicAccessAsync(IAmazonS3 s3, BucketSpec bucket, CancellationToken cancellationToken) => s3.PutPublicAccessBlockAsync(new PutPublicAccessBlockRequest
    {
        BucketName = bucket.Name,
        PublicAccessBlockConfiguration = new() { BlockPublicAcls = true, IgnorePublicAcls = true, BlockPublicPolicy = true, RestrictPublicBuckets = true },
    }, cancellationToken);

    private static async Task<bool> IsPolicySetAsync(IAmazonS3 s3, BucketSpec bucket, CancellationToken cancellationToken) =>
        JsonNode.DeepEquals((await StatementsAsync(s3, bucket, cancellationToken)).FirstOrDefault(IsTlsOnly), TlsStatement(bucket));

    /// <summary>Statements that others have added stay.</summary>
    private static async Task SetPolicyAsync(IAmazonS3 s3, BucketSpec bucket, CancellationToken cancellationToken)
    {
        var others = (await StatementsAsync(s3, bucket, cancellationToken)).Where(statement => !IsTlsOnly(statement)).Select(statement => statement?.DeepClone());
        var policy = new JsonObject { ["Version"] = "2012-10-17", ["Statement"] = new JsonArray([TlsStatement(bucket), .. others]) };
        await s3.PutBucketPolicyAsync(new PutBucketPolicyRequest { BucketName = bucket.Name, Policy = policy.ToJsonString() }, cancellationToken);
    }

    private static async Task<IReadOnlyList<JsonNode?>> StatementsAsync(IAmazonS3 s3, BucketSpec bucket, CancellationToken cancellationToken)
    {
        // Where there is no policy, the SDK hands out the error's text as if it were one.
        var answer = await Absent.AsNullAsync("NoSuchBucketPolicy", async () => await s3.GetBucketPolicyAsync(new GetBucketPolicyRequest { BucketName = bucket.Name }, cancellationToken));
        return answer is not { HttpStatusCode: HttpStatusCode.OK, Policy: { Length: > 0 } policy } ? [] : JsonNode.Parse(policy)?["Statement"] switch
        {
            JsonArray list => [.. list],
            JsonObject one => [one],
            _ => [],
        };
    }

    private static bool IsTlsOnly(JsonNode? statement) => statement?["Sid"]?.ToString() == TlsOnly;

    private static JsonObject TlsStatement(BucketSpec bucket) => new()
    {
        ["Sid"] = TlsOnly,
        ["Effect"] = "Deny",
        ["Principal"] = "*",
        ["Action"] = "s3:*",
        ["Resource"] = new JsonArray($"arn:aws:s3:::{bucket.Name}", $"arn:aws:s3:::{bucket.Name}/*"),
        ["Condition"] = new JsonObject { ["Bool"] = new JsonObject { ["aws:SecureTransport"] = "false" } },
    };

    private static async Task<bool> IsEncryptionSetAsync(IAmazonS3 s3, BucketSpec bucket, CancellationToken cancellationToken)
    {
        var found = await Absent.AsNullAsync("ServerSideEncryptionConfigurationNotFoundError", async () =>
            (await s3.GetBucketEncryptionAsync(new GetBucketEncryptionRequest { BucketName = bucket.Name }, cancellationToken)).ServerSideEncryptionConfiguration);
        var rule = found?.ServerSideEncryptionRules?.FirstOrDefault();
        return rule?.ServerSideEncryptionByDefault is { } set && set.ServerSideEncryptionAlgorithm == ServerSideEncryptionMethod.AWSKMS
            && (bucket.Options.KmsKey is null || set.ServerSideEncryptionKeyManagementServiceKeyId == bucket.Options.KmsKey) && rule.BucketKeyEnabled == true;
    }

    private static Task SetEncryptionAsync(IAmazonS3 s3, BucketSpec bucket, CancellationToken cancellationToken) => s3.PutBucketEncryptionAsync(new PutBucketEncryptionRequest
    {
        BucketName = bucket.Name,
        ServerSideEncryptionConfiguration = new()
        {
            ServerSideEncryptionRules =
            [
                new()
                {
                    // One request to KMS for many objects.
                    BucketKeyEnabled = true,
                    ServerSideEncryptionByDefault = new() { ServerSideEncryptionAlgorithm = ServerSideEncryptionMethod.AWSKMS, ServerSideEncryptionKeyManagementServiceKeyId = bucket.Options.KmsKey },
                },
            ],
        },
    }, cancellationToken);

    private static async Task<bool> IsVersioningSetAsync(IAmazonS3 s3, BucketSpec bucket, CancellationToken cancellationToken)
    {
        var found = await s3.GetBucketVersioningAsync(new GetBucketVersioningRequest { BucketName = bucket.Name }, cancellationToken);
        return found.VersioningConfig?.Status == VersionStatus.Enabled;
    }

    private static Task SetVersioningAsync(IAmazonS3 s3, BucketSpec bucket, CancellationToken cancellationToken) =>
        s3.PutBucketVersioningAsync(new PutBucketVersioningRequest { BucketName = bucket.Name, VersioningConfig = new() { Status = VersionStatus.Enabled } }, cancellationToken);

    private static async Task<bool> IsLifecycleSetAsync(IAmazonS3 s3, BucketSpec bucket, CancellationToken cancellationToken)
    {
        var rules = await RulesAsync(s3, bucket, cancellationToken);
        return Rules(bucket).All(wanted => rules.Any(rule => IsSame(rule, wanted))) && (bucket.ExpireDays is not null || rules.All(rule => rule.Id != ExpiryRule));
    }

    private static async Task SetLifecycleAsync(IAmazonS3 s3, BucketSpec bucket, CancellationToken cancellationToken)
    {
        var own = new[] { UnfinishedRule, NoncurrentRule, ExpiryRule };
        var others = (await RulesAsync(s3, bucket, cancellationToken)).Where(rule => !own.Contains(rule.Id));
        await s3.PutLifecycleConfigurationAsync(new PutLifecycleConfigurationRequest { BucketName = bucket.Name, Configuration = new() { Rules = [.. Rules(bucket), .. others] } }, cancellationToken);
    }

    private static async Task<IReadOnlyList<LifecycleRule>> RulesAsync(IAmazonS3 s3, BucketSpec bucket, CancellationToken cancellationToken) =>
        await Absent.AsNullAsync("NoSuchLifecycleConfiguration", async () =>
            (await s3.GetLifecycleConfigurationAsync(new GetLifecycleConfigurationRequest { BucketName = bucket.Name }, cancellationToken)).Configuration?.Rules) ?? [];

    private static IEnumerable<LifecycleRule> Rules(BucketSpec bucket)
    {
        yield return Rule(UnfinishedRule, rule => rule.AbortIncompleteMultipartUpload = new() { DaysAfterInitiation = UnfinishedDays });
        yield return Rule(NoncurrentRule, rule => rule.NoncurrentVersionExpiration = new() { NoncurrentDays = bucket.Options.NoncurrentDays });
        if (bucket.ExpireDays is { } days) yield return Rule(ExpiryRule, rule => rule.Expiration = new() { Days = days });
    }

    private static LifecycleRule Rule(string id, Action<LifecycleRule> set)
    {
        var rule = new LifecycleRule { Id = id, Status = LifecycleRuleStatus.Enabled, Filter = new() { LifecycleFilterPredicate = new LifecyclePrefixPredicate { Prefix = "" } } };
        set(rule);
        return rule;
    }

    private static bool IsSame(LifecycleRule found, LifecycleRule wanted) => found.Id == wanted.Id && found.Status == LifecycleRuleStatus.Enabled
        && found.AbortIncompleteMultipartUpload?.DaysAfterInitiation == wanted.AbortIncompleteMultipartUpload?.DaysAfterInitiation
        && found.NoncurrentVersionExpiration?.NoncurrentDays == wanted.NoncurrentVersionExpiration?.NoncurrentDays
        && found.Expiration?.Days == wanted.Expiration?.Days
        && found.Filter?.LifecycleFilterPredicate is null or LifecyclePrefixPredicate { Prefix: null or "" };
}
