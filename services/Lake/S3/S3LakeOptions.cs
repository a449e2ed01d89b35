using Microsoft.AspNetCore.WebUtilities;

namespace ControlPlane.Lake.S3;

/// <summary>Which buckets a lake has: <c>{Name}-{environment}-{layer}</c>, each in one region of one account.</summary>
public sealed record S3LakeOptions
{
    public const string Scheme = "s3://";

    /// <summary>What the names of all its buckets begin with.</summary>
    public required string Name { get; init; }

    public string Region { get; init; } = "us-east-1";

    /// <summary>Of an S3 that is not Amazon's; null: Amazon's of the region.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary>The account that the buckets must belong to; null: whose they are is not looked at. Names of buckets are the whole world's, so somebody else may have taken one.</summary>
    public string? Account { get; init; }

    /// <summary>The KMS key (id, ARN or alias) that objects are encrypted with; null: the account's own key for S3.</summary>
    public string? KmsKey { get; init; }

    /// <summary>How long replaced and removed objects can still be brought back. Default 30 days.</summary>
    public int NoncurrentDays { get; init; } = 30;

    /// <summary>When rejected rows are forgotten; default 90 days.</summary>
    public int QuarantineDays { get; init; } = 90;

    public string Bucket(string environment, string layer) => $"{Name}-{environment}-{layer}";

    /// <param name="address"><c>s3://acme-lake?region=eu-central-1&amp;account=123456789012&amp;kms=alias/lake&amp;endpoint=http://127.0.0.1:9000</c></param>
    /// <exception cref="InvalidOperationException">It is not such an address; says what is wrong.</exception>
    public static S3LakeOptions Parse(string address)
    {
        var parts = address[Scheme.Length..].Split('?', 2);
        var name = parts[0].TrimEnd('/');
        if (name.Length is < 3 or > 40 || !name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-') || name[0] == '-')
            throw new InvalidOperationException("ControlPlane:Lake: what stands between s3:// and ? begins the names of the buckets: 3 to 40 small letters, digits and '-'. Credentials do not belong there.");
        var settings = QueryHelpers.ParseQuery(parts.Length > 1 ? parts[1] : "");
        var unknown = settings.Keys.FirstOrDefault(key => key is not ("region" or "endpoint" or "kms" or "account"));
        if (unknown is not null) throw new InvalidOperationException($"ControlPlane:Lake: '{unknown}' is not known; one of region, account, kms, endpoint.");
        Uri? endpoint = null;
        if (settings.TryGetValue("endpoint", out var given) && !(Uri.TryCreate(given, UriKind.Absolute, out endpoint) && IsSafe(endpoint)))
            throw new InvalidOperationException("ControlPlane:Lake: endpoint must be an https URL without credentials in it; http only for this machine.");
        if (settings.TryGetValue("account", out var account) && !(account.ToString() is { Length: 12 } id && id.All(char.IsAsciiDigit)))
            throw new InvalidOperationException("ControlPlane:Lake: account must be the 12 digits of an AWS account.");
        return new()
        {
            Name = name,
            Region = settings.TryGetValue("region", out var region) ? region.ToString() : "us-east-1",
            Endpoint = endpoint,
            Account = account.Count > 0 ? account.ToString() : null,
            KmsKey = settings.TryGetValue("kms", out var key) ? key.ToString() : null,
        };
    }

    private static bool IsSafe(Uri endpoint) => endpoint.UserInfo.Length == 0 && (endpoint.Scheme == "https" || endpoint.Scheme == "http" && endpoint.IsLoopback);
}
