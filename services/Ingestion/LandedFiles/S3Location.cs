using System.Text.Json.Nodes;
using Amazon;
using Amazon.Runtime;
using Amazon.S3;
using ControlPlane.Connectors;

namespace ControlPlane.Ingestion.LandedFiles;

/// <summary>
/// A prefix in somebody's bucket, and the key that the source's own config gives for it. Nothing of the process's own identity is ever
/// used: neither its environment, profile or machine role, nor the lake's client, so that a tenant reads what its key may read and no more.
/// </summary>
/// <param name="Prefix">Empty for the whole bucket, else ends with a slash: what lies beside it under a longer name is not part of it.</param>
/// <param name="Endpoint">Of an S3 that is not Amazon's; null: Amazon's of the region.</param>
/// <param name="SessionToken">Of temporary credentials.</param>
internal sealed record S3Location(string Bucket, string Prefix, string Region, Uri? Endpoint, string AccessKeyId, string SecretAccessKey, string? SessionToken)
{
    private const string Scheme = "s3://";
    private const int MaxRetries = 5;

    /// <param name="config"><c>prefix</c> (<c>s3://bucket/path</c>), <c>region</c>, <c>access_key_id</c>, <c>secret_access_key</c>, <c>session_token</c>, <c>endpoint</c>; secrets resolved.</param>
    /// <param name="folder">Below the prefix; null for none.</param>
    /// <exception cref="ConnectorException">Something is missing; says what.</exception>
    public static S3Location Of(JsonObject config, string? folder)
    {
        var address = Text(config, "prefix")!;
        var parts = address.StartsWith(Scheme, StringComparison.Ordinal) ? address[Scheme.Length..].Split('/', 2) : [];
        if (parts.Length == 0 || !IsBucket(parts[0])) throw Wrong($"'{address}' is not the address of a prefix: write s3://bucket/path.");
        var segments = (parts.Length > 1 ? parts[1] : "").Split('/', StringSplitOptions.RemoveEmptyEntries).Concat(folder is null ? [] : [folder]);
        var region = Text(config, "region") ?? throw Wrong("an S3 prefix needs config.region, the region of the bucket.");
        if (!region.All(c => char.IsAsciiLetterOrDigit(c) || c == '-')) throw Wrong($"'{region}' is not the name of a region.");
        Uri? endpoint = null;
        if (Text(config, "endpoint") is { } given && !(Uri.TryCreate(given, UriKind.Absolute, out endpoint) && endpoint is { Scheme: "http" or "https", UserInfo: "" }))
            throw Wrong("config.endpoint is not an http or https URL without credentials.");
        return new S3Location(
            parts[0], string.Concat(segments.Select(segment => $"{segment}/")), region, endpoint, Secret(config, "access_key_id"), Secret(config, "secret_access_key"), Text(config, "session_token"));
    }

    public override string ToString() => $"{Scheme}{Bucket}/{Prefix}";

    /// <summary>The client that reads it.</summary>
    public IAmazonS3 Connect()
    {
        var client = new AmazonS3Config { RetryMode = RequestRetryMode.Standard, MaxErrorRetry = MaxRetries, AuthenticationRegion = Region, IgnoreConfiguredEndpointUrls = true };
        if (Endpoint is null) client.RegionEndpoint = RegionEndpoint.GetBySystemName(Region);
        else (client.ServiceURL, client.ForcePathStyle) = (Endpoint.AbsoluteUri, true);
        AWSCredentials credentials = SessionToken is null ? new BasicAWSCredentials(AccessKeyId, SecretAccessKey) : new SessionAWSCredentials(AccessKeyId, SecretAccessKey, SessionToken);
        return new AmazonS3Client(credentials, client);
    }

    private static string Secret(JsonObject config, string name) =>
        Text(config, name) ?? throw Wrong($"an S3 prefix needs config.{name}: a reference to a secret of the tenant. The service's own credentials are not used.");

    private static string? Text(JsonObject config, string name) => config[name] is JsonValue value && value.TryGetValue(out string? text) && text.Length > 0 ? text : null;

    private static bool IsBucket(string name) => name.Length is >= 3 and <= 63 && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '.');

    private static ConnectorException Wrong(string message) => new(ConnectorFaultKind.Configuration, message);
}
