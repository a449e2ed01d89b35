using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace ControlPlane.Connectors.Requests.Authentication;

/// <param name="Text">A shared secret, or a private key as PEM.</param>
/// <param name="Passphrase">What the private key is encrypted with; null or empty when it is not.</param>
/// <param name="IsEncoded">The shared secret is used as its Base64 text.</param>
internal sealed record JwtKey(string Text, string? Passphrase, bool IsEncoded);

/// <summary>Signs JSON web tokens (RFC 7515, compact form).</summary>
internal static class JwtSigner
{
    private const string Supported = "HS256, HS384, HS512, RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES256K, ES384, ES512";

    /// <summary>Why nothing can be signed by an algorithm; null when it can.</summary>
    public static string? WhyNot(string algorithm) => algorithm switch
    {
        "EdDSA" => $"EdDSA is not available on this platform; one of {Supported}",
        _ when Supported.Split(", ").Contains(algorithm) => null,
        _ => $"'{algorithm}' is not a signature algorithm; one of {Supported}",
    };

    /// <exception cref="ConnectorException">The key does not fit the algorithm or cannot be read.</exception>
    public static string Sign(JsonObject header, JsonObject claims, string algorithm, JwtKey key)
    {
        if (WhyNot(algorithm) is { } problem) throw new ConnectorException(ConnectorFaultKind.Configuration, $"the web token cannot be signed: {problem}");
        var content = $"{Encode(header)}.{Encode(claims)}";
        try
        {
            return $"{content}.{Base64Url.EncodeToString(Signature(Encoding.UTF8.GetBytes(content), algorithm, key))}";
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            // The inner message could show a part of the key.
            throw new ConnectorException(
                ConnectorFaultKind.Configuration, $"the web token cannot be signed with {algorithm}: the secret key or its passphrase is not one for this algorithm; check the config");
        }
    }

    private static byte[] Signature(byte[] content, string algorithm, JwtKey key)
    {
        var hash = algorithm.AsSpan(2, 3) switch
        {
            "256" => HashAlgorithmName.SHA256,
            "384" => HashAlgorithmName.SHA384,
            _ => HashAlgorithmName.SHA512,
        };
        if (algorithm.StartsWith("HS", StringComparison.Ordinal)) return CryptographicOperations.HmacData(hash, Secret(key), content);
        if (algorithm.StartsWith("ES", StringComparison.Ordinal))
        {
            using var curve = Import(ECDsa.Create(), key);
            if (curve.KeySize != (algorithm[2..] is "512" ? 521 : algorithm == "ES384" ? 384 : 256)) throw new CryptographicException();
            return curve.SignData(content, hash, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        }

        using var rsa = Import(RSA.Create(), key);
        return rsa.SignData(content, hash, algorithm.StartsWith("PS", StringComparison.Ordinal) ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1);
    }

    private static byte[] Secret(JwtKey key)
    {
        var bytes = Encoding.UTF8.GetBytes(key.Text);
        return key.IsEncoded ? Encoding.UTF8.GetBytes(Convert.ToBase64String(bytes)) : bytes;
    }

    private static TKey Import<TKey>(TKey into, JwtKey key)
        where TKey : AsymmetricAlgorithm
    {
        // A key that was pasted into a form of one line has its line feeds spelled out.
        var pem = key.Text.Replace("\\n", "\n", StringComparison.Ordinal);
        if (key.IsEncoded) pem = Encoding.UTF8.GetString(Secret(key));
        if (key.Passphrase is { Length: > 0 } passphrase && pem.Contains("ENCRYPTED", StringComparison.Ordinal)) into.ImportFromEncryptedPem(pem, passphrase);
        else into.ImportFromPem(pem);
        return into;
    }

    private static string Encode(JsonObject part) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(part.ToJsonString()));
}
