using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using ControlPlane.Testing;

namespace ControlPlane.Connectors.Tests.Requests;

public sealed class JwtTests
{
    private static async Task<string> AuthorizationAsync(string authenticator, JsonObject config)
    {
        await using var source = await TestSource.StartAsync(_ => """{"data":[]}""");
        await new Reading(source.Url) { Requester = $"authenticator: {authenticator}", Config = config }.RunAsync();
        return source.Requests.Single().Headers["Authorization"];
    }

    private static JsonNode Part(string token, int part) => JsonNode.Parse(Base64Url.DecodeFromChars(token.Split('.')[part]))!;

    private static (byte[] Content, byte[] Signature) Signed(string token) =>
        (Encoding.ASCII.GetBytes(token, 0, token.LastIndexOf('.')), Base64Url.DecodeFromChars(token.AsSpan(token.LastIndexOf('.') + 1)));

    [Fact]
    public async Task Token_carries_headers_and_claims_and_is_signed_with_the_secret()
    {
        var header = await AuthorizationAsync(
            """
            {type: JwtAuthenticator, secret_key: "{{ config['key'] }}", algorithm: HS256, token_duration: 60, header_prefix: Bearer,
             jwt_headers: {kid: "{{ config['kid'] }}"}, additional_jwt_headers: {v: 2}, jwt_payload: {iss: "{{ config['kid'] }}", aud: api}, additional_jwt_payload: {scope: "{{ ['a', 'b'] }}"}}
            """,
            new() { ["key"] = "shared", ["kid"] = "123" });
        header.ShouldStartWith("Bearer ");
        var token = header["Bearer ".Length..];
        Part(token, 0).ToJsonString().ShouldBe("""{"v":2,"kid":"123","typ":"JWT","alg":"HS256"}""");
        var now = DateTimeOffset.Parse("2026-11-21T09:00:00Z", null).ToUnixTimeSeconds();
        Part(token, 1).ToJsonString().ShouldBe($$"""{"scope":["a","b"],"iss":"123","aud":"api","iat":{{now}},"nbf":{{now}},"exp":{{now + 60}}}""");
        var (content, signature) = Signed(token);
        signature.ShouldBe(HMACSHA256.HashData("shared"u8, content));
    }

    [Fact]
    public async Task Secret_can_be_used_as_its_base64_text()
    {
        var token = await AuthorizationAsync(
            "{type: JwtAuthenticator, secret_key: \"{{ config['key'] }}\", algorithm: HS512, base64_encode_secret_key: true}", new() { ["key"] = "shared" });
        var (content, signature) = Signed(token);
        signature.ShouldBe(HMACSHA512.HashData(Encoding.ASCII.GetBytes(Convert.ToBase64String("shared"u8)), content));
    }

    [Theory]
    [InlineData("RS256")]
    [InlineData("PS384")]
    public async Task Private_rsa_key_signs(string algorithm)
    {
        using var rsa = RSA.Create(2048);
        var token = await AuthorizationAsync(
            "{type: JwtAuthenticator, secret_key: \"{{ config['key'] }}\", algorithm: " + algorithm + "}",
            new() { ["key"] = rsa.ExportPkcs8PrivateKeyPem() });
        var (content, signature) = Signed(token);
        rsa.VerifyData(
            content, signature, algorithm.EndsWith("256", StringComparison.Ordinal) ? HashAlgorithmName.SHA256 : HashAlgorithmName.SHA384,
            algorithm[0] == 'R' ? RSASignaturePadding.Pkcs1 : RSASignaturePadding.Pss).ShouldBeTrue();
    }

    [Fact]
    public async Task Key_that_is_encrypted_and_pasted_on_one_line_signs_too()
    {
        using var curve = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var pem = curve.ExportEncryptedPkcs8PrivateKeyPem("open", new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000));
        var token = await AuthorizationAsync(
            "{type: JwtAuthenticator, secret_key: \"{{ config['key'] }}\", algorithm: ES256, passphrase: \"{{ config['pass'] }}\"}",
            new() { ["key"] = pem.Replace("\n", "\\n", StringComparison.Ordinal), ["pass"] = "open" });
        var (content, signature) = Signed(token);
        curve.VerifyData(content, signature, HashAlgorithmName.SHA256).ShouldBeTrue();
    }

    [Fact]
    public async Task Key_of_another_kind_fails_without_showing_it()
    {
        await using var source = await TestSource.StartAsync(_ => """{"data":[]}""");
        var failure = await new Reading(source.Url)
        {
            Requester = "authenticator: {type: JwtAuthenticator, secret_key: \"{{ config['k'] }}\", algorithm: RS256}",
            Config = new() { ["k"] = "no key at all" },
        }.FailsAsync();
        failure.Kind.ShouldBe(ConnectorFaultKind.Configuration);
        failure.Message.ShouldContain("RS256");
        failure.ToString().ShouldNotContain("no key at all");
    }

    [Fact]
    public void Algorithm_that_is_not_available_is_refused_with_the_manifest() =>
        Should.Throw<ManifestException>(() => Connector.Load(
            new Reading("http://x") { Requester = "authenticator: {type: JwtAuthenticator, secret_key: a, algorithm: EdDSA}" }.Manifest, "m.yaml", TimeProvider.System))
            .Message.ShouldContain("EdDSA is not available");
}
