using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace ControlPlane.Connectors.Requests.Authentication;

/// <summary>A token that a source issued.</summary>
/// <param name="RefreshToken">What the next one is asked for with; null when the config says.</param>
internal sealed record AccessToken(string Value, DateTimeOffset ExpiresAt, string? RefreshToken = null)
{
    /// <summary>Nobody but this process knows it yet, and the one before is void.</summary>
    public bool IsUnsaved { get; init; }
}

/// <summary>The tokens in use, one for each credential. Whoever finds it expired renews it while the others wait.</summary>
internal sealed class AccessTokens
{
    private readonly ConcurrentDictionary<string, Slot> _slots = new(StringComparer.Ordinal);

    /// <summary>Names a credential without showing it.</summary>
    public static string Credential(params ReadOnlySpan<string?> parts) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\0', parts.ToArray()))));

    /// <param name="fetch">Gets a new token; given the one before, null when there is none.</param>
    /// <param name="save">Keeps a token that is good for one use beyond this process; it is held here before, and offered again until that succeeds.</param>
    public async ValueTask<AccessToken> GetAsync(
        string credential,
        TimeProvider time,
        Func<AccessToken?, CancellationToken, Task<AccessToken>> fetch,
        CancellationToken cancellationToken,
        Func<AccessToken, Task>? save = null)
    {
        var slot = _slots.GetOrAdd(credential, _ => new());
        if (IsGood(slot.Token)) return slot.Token!;
        await slot.Gate.WaitAsync(cancellationToken);
        try
        {
            if (IsGood(slot.Token)) return slot.Token!;
            var before = slot.Token;
            var token = before is { IsUnsaved: true } && time.GetUtcNow() < before.ExpiresAt ? before : await fetch(before, cancellationToken);
            slot.Token = token;
            if (save is null || !token.IsUnsaved) return token;
            await save(token);
            return slot.Token = token with { IsUnsaved = false };
        }
        finally
        {
            slot.Gate.Release();
        }

        bool IsGood(AccessToken? token) => token is { IsUnsaved: false } && time.GetUtcNow() < token.ExpiresAt;
    }

    /// <summary>The source does not accept this token: the next <see cref="GetAsync"/> fetches another. One that is no longer in use changes nothing.</summary>
    public void Reject(string credential, string value)
    {
        if (_slots.TryGetValue(credential, out var slot) && slot.Token is { } token && token.Value == value)
            slot.Token = token with { ExpiresAt = DateTimeOffset.MinValue };
    }

    /// <summary>The source does not accept the token in use, whatever it is.</summary>
    public void Reject(string credential)
    {
        if (_slots.TryGetValue(credential, out var slot) && slot.Token is { } token) slot.Token = token with { ExpiresAt = DateTimeOffset.MinValue };
    }

    private sealed class Slot
    {
        private AccessToken? _token;

        public SemaphoreSlim Gate { get; } = new(1, 1);

        public AccessToken? Token
        {
            get => Volatile.Read(ref _token);
            set => Volatile.Write(ref _token, value);
        }
    }
}
