using System.Security.Cryptography;
using System.Text;

namespace ControlPlane.Secrets;

/// <summary>AES-256-GCM in the layout nonce (12 bytes), tag (16 bytes), ciphertext.</summary>
internal static class Envelope
{
    private const int NonceLength = 12;
    private const int TagLength = 16;

    public static (byte[] WrappedKey, byte[] Content) Seal(MasterKey masterKey, string name, string value)
    {
        Span<byte> dataKey = stackalloc byte[MasterKey.Length];
        RandomNumberGenerator.Fill(dataKey);
        try
        {
            var bound = Encoding.UTF8.GetBytes(name);
            return (Encrypt(masterKey.Bytes, dataKey, bound), Encrypt(dataKey, Encoding.UTF8.GetBytes(value), bound));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(dataKey);
        }
    }

    /// <exception cref="CryptographicException">Another master key, another name, or changed bytes.</exception>
    public static string Open(MasterKey masterKey, string name, byte[] wrappedKey, byte[] content)
    {
        var bound = Encoding.UTF8.GetBytes(name);
        var dataKey = Decrypt(masterKey.Bytes, wrappedKey, bound);
        try
        {
            return Encoding.UTF8.GetString(Decrypt(dataKey, content, bound));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(dataKey);
        }
    }

    private static byte[] Encrypt(ReadOnlySpan<byte> key, ReadOnlySpan<byte> plain, byte[] bound)
    {
        var sealedBytes = new byte[NonceLength + TagLength + plain.Length];
        RandomNumberGenerator.Fill(sealedBytes.AsSpan(0, NonceLength));
        using var aes = new AesGcm(key, TagLength);
        aes.Encrypt(sealedBytes.AsSpan(0, NonceLength), plain, sealedBytes.AsSpan(NonceLength + TagLength), sealedBytes.AsSpan(NonceLength, TagLength), bound);
        return sealedBytes;
    }

    private static byte[] Decrypt(ReadOnlySpan<byte> key, ReadOnlySpan<byte> sealedBytes, byte[] bound)
    {
        if (sealedBytes.Length < NonceLength + TagLength) throw new CryptographicException("The sealed bytes are too short.");
        var plain = new byte[sealedBytes.Length - NonceLength - TagLength];
        using var aes = new AesGcm(key, TagLength);
        aes.Decrypt(sealedBytes[..NonceLength], sealedBytes[(NonceLength + TagLength)..], sealedBytes.Slice(NonceLength, TagLength), plain, bound);
        return plain;
    }
}
