using System.Security.Cryptography;
using System.Text;

namespace ControlPlane.Warehouses.Postgres.Provisioning;

/// <summary>
/// A password in the form in which PostgreSQL keeps it (RFC 5802), made here so that the password itself never travels to the server
/// and cannot end up in its log.
/// </summary>
internal static class ScramVerifier
{
    private const int Iterations = 4096;

    public static string For(string password) => For(password, RandomNumberGenerator.GetBytes(16));

    /// <summary>Tells passwords apart without saying anything about them: they are 192 random bits, so a hash gives nothing away.</summary>
    public static string Fingerprint(string password) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"warehouse password {password}")))[..16];

    private static string For(string password, byte[] salt)
    {
        var salted = Rfc2898DeriveBytes.Pbkdf2(password, salt, Iterations, HashAlgorithmName.SHA256, 32);
        var stored = SHA256.HashData(HMACSHA256.HashData(salted, "Client Key"u8));
        var server = HMACSHA256.HashData(salted, "Server Key"u8);
        return $"SCRAM-SHA-256${Iterations}:{Convert.ToBase64String(salt)}${Convert.ToBase64String(stored)}:{Convert.ToBase64String(server)}";
    }
}
