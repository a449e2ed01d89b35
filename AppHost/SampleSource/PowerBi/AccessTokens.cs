using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace ControlPlane.AppHost.SampleSource.PowerBi;

/// <summary>The access tokens that were issued, with their ends.</summary>
internal sealed class AccessTokens(TimeSpan lifetime, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, DateTimeOffset> _expiries = new();

    public string Issue()
    {
        var token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        _expiries[token] = time.GetUtcNow() + lifetime;
        return token;
    }

    /// <returns>Null for a valid token, else the error code that Power BI answers with 401.</returns>
    public string? Problem(string? token) => token is null || !_expiries.TryGetValue(token, out var expiry) ? "InvalidToken"
        : expiry <= time.GetUtcNow() ? "TokenExpired"
        : null;
}
