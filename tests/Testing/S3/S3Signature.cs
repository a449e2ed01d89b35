using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace ControlPlane.Testing.S3;

/// <summary>Verifies AWS Signature Version 4 in the Authorization header, as S3 does: the path is not encoded a second time, the payload's hash is signed.</summary>
/// <seealso href="https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html"/>
public sealed partial class S3Signature(string accessKey, string secretKey, string region, TimeProvider time)
{
    private static readonly TimeSpan MaxSkew = TimeSpan.FromMinutes(15);

    /// <param name="target">Path and query as they stand in the request line.</param>
    /// <param name="payloadHash">Of the body that arrived, in hex.</param>
    /// <exception cref="S3Error">The request is not signed by the key, or not as it arrived.</exception>
    public void Verify(string method, string target, IReadOnlyDictionary<string, string> headers, string payloadHash)
    {
        var match = Authorization().Match(headers.GetValueOrDefault("authorization") ?? throw new S3Error(403, "AccessDenied", "The request is not signed."));
        if (!match.Success) throw new S3Error(400, "AuthorizationHeaderMalformed", "The authorization header is malformed.");
        if (match.Groups["key"].Value != accessKey) throw new S3Error(403, "InvalidAccessKeyId", "The access key does not exist.");
        if (match.Groups["region"].Value != region) throw new S3Error(400, "AuthorizationHeaderMalformed", $"The region must be {region}.");
        var stamp = headers.GetValueOrDefault("x-amz-date") ?? throw new S3Error(403, "AccessDenied", "x-amz-date is missing.");
        var sent = DateTimeOffset.ParseExact(stamp, "yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
        if ((time.GetUtcNow() - sent).Duration() > MaxSkew) throw new S3Error(403, "RequestTimeTooSkewed", "The difference between the request time and the server's time is too large.");
        if (match.Groups["date"].Value != stamp[..8]) throw new S3Error(400, "AuthorizationHeaderMalformed", "The scope's date is not the request's.");

        var signed = match.Groups["headers"].Value.Split(';');
        if (!signed.Contains("host") || headers.Keys.FirstOrDefault(name => name.StartsWith("x-amz-", StringComparison.Ordinal) && !signed.Contains(name)) is not null)
            throw new S3Error(403, "AccessDenied", "There were headers present in the request which were not signed.");
        var declared = headers.GetValueOrDefault("x-amz-content-sha256") ?? throw new S3Error(400, "MissingSecurityHeader", "x-amz-content-sha256 is missing.");
        if (declared != payloadHash) throw new S3Error(400, "XAmzContentSHA256Mismatch", $"The body's hash is not the signed one ({declared}).");

        var scope = $"{match.Groups["date"].Value}/{region}/s3/aws4_request";
        var text = $"AWS4-HMAC-SHA256\n{stamp}\n{scope}\n{Hex(SHA256.HashData(Encoding.UTF8.GetBytes(Canonical(method, target, headers, signed, declared))))}";
        var expected = Hex(Hmac(Hmac(Hmac(Hmac(Hmac(Encoding.UTF8.GetBytes($"AWS4{secretKey}"), match.Groups["date"].Value), region), "s3"), "aws4_request"), text));
        if (expected != match.Groups["signature"].Value) throw new S3Error(403, "SignatureDoesNotMatch", "The request signature we calculated does not match the signature you provided.");
    }

    private static string Canonical(string method, string target, IReadOnlyDictionary<string, string> headers, string[] signed, string payloadHash)
    {
        var parts = target.Split('?', 2);
        var query = (parts.Length > 1 ? parts[1] : "").Split('&', StringSplitOptions.RemoveEmptyEntries)
            .Select(pair => pair.Split('=', 2)).Select(pair => (Name: Encode(pair[0]), Value: pair.Length > 1 ? Encode(pair[1]) : ""))
            .OrderBy(pair => pair.Name, StringComparer.Ordinal).ThenBy(pair => pair.Value, StringComparer.Ordinal);
        var lines = signed.Select(name => $"{name}:{Blanks().Replace((headers.GetValueOrDefault(name) ?? "").Trim(), " ")}\n");
        return $"{method}\n{parts[0]}\n{string.Join('&', query.Select(pair => $"{pair.Name}={pair.Value}"))}\n{string.Concat(lines)}\n{string.Join(';', signed)}\n{payloadHash}";
    }

    private static string Encode(string text) => Uri.EscapeDataString(Uri.UnescapeDataString(text));

    private static byte[] Hmac(byte[] key, string text) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text));

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);

    [GeneratedRegex("^AWS4-HMAC-SHA256 Credential=(?<key>[^/]+)/(?<date>\\d{8})/(?<region>[^/]+)/s3/aws4_request, ?SignedHeaders=(?<headers>[^,]+), ?Signature=(?<signature>[0-9a-f]{64})$")]
    private static partial Regex Authorization();

    [GeneratedRegex(" {2,}")]
    private static partial Regex Blanks();
}
