using System.Globalization;
using ControlPlane.Testing;
using ControlPlane.Testing.S3;

namespace ControlPlane.Lake.Conformance;

/// <summary>The test server is only as strict as its check of signatures, so that is held against the examples that AWS publishes.</summary>
public sealed class S3SignatureTests
{
    private const string Empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    private readonly S3Signature _signature = new(
        "AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "us-east-1", SkippingTime.At("2013-05-24T00:00:00Z"));

    [Fact]
    public void Published_example_of_getting_an_object_is_valid() => _signature.Verify("GET", "/test.txt", Headers(
        ("range", "bytes=0-9"), "host;range;x-amz-content-sha256;x-amz-date", "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"), Empty);

    [Fact]
    public void Published_example_of_a_lifecycle_request_is_valid() => _signature.Verify("GET", "/?lifecycle", Headers(
        null, "host;x-amz-content-sha256;x-amz-date", "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543"), Empty);

    [Fact]
    public void Published_example_of_a_list_is_valid() => _signature.Verify("GET", "/?max-keys=2&prefix=J", Headers(
        null, "host;x-amz-content-sha256;x-amz-date", "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7"), Empty);

    [Theory]
    [InlineData("GET", "/other.txt", "SignatureDoesNotMatch")]
    [InlineData("PUT", "/test.txt", "SignatureDoesNotMatch")]
    [InlineData("GET", "/test.txt?x=1", "SignatureDoesNotMatch")]
    public void Anything_else_under_that_signature_is_refused(string method, string target, string code) => Should.Throw<S3Error>(() => _signature.Verify(method, target, Headers(
        ("range", "bytes=0-9"), "host;range;x-amz-content-sha256;x-amz-date", "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"), Empty)).Code.ShouldBe(code);

    [Fact]
    public void Body_that_is_not_the_signed_one_is_refused() => Should.Throw<S3Error>(() => _signature.Verify("GET", "/test.txt", Headers(
        ("range", "bytes=0-9"), "host;range;x-amz-content-sha256;x-amz-date", "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"), "00")).Code.ShouldBe("XAmzContentSHA256Mismatch");

    private static Dictionary<string, string> Headers((string Name, string Value)? more, string signed, string signature)
    {
        var headers = new Dictionary<string, string>
        {
            ["host"] = "examplebucket.s3.amazonaws.com",
            ["x-amz-content-sha256"] = Empty,
            ["x-amz-date"] = "20130524T000000Z",
            ["authorization"] = string.Create(CultureInfo.InvariantCulture, $"AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,SignedHeaders={signed},Signature={signature}"),
        };
        if (more is { } one) headers[one.Name] = one.Value;
        return headers;
    }
}
