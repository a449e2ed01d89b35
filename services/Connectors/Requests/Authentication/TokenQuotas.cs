using System.Collections.Concurrent;

namespace ControlPlane.Connectors.Requests.Authentication;

/// <summary>What is left of each token's quota, by set of tokens.</summary>
internal sealed class TokenQuotas
{
    private readonly ConcurrentDictionary<string, TokenRing> _rings = new(StringComparer.Ordinal);

    public TokenRing Of(string credential, IReadOnlyList<string> tokens) => _rings.GetOrAdd(credential, static (_, t) => new(t), tokens);
}

/// <summary>Interchangeable tokens, one of which is in use. Its state is guarded by <see cref="Lock"/>.</summary>
internal sealed class TokenRing(IReadOnlyList<string> tokens)
{
    private int _active;

    public Lock Lock { get; } = new();

    /// <summary>Held while the quotas are asked for.</summary>
    public SemaphoreSlim Seeding { get; } = new(1, 1);

    public IReadOnlyList<string> Tokens => tokens;

    public string Active => tokens[_active];

    /// <summary>By token and pool; null until they were asked for.</summary>
    public Dictionary<(string Token, string Pool), Quota>? Quotas { get; set; }

    public void Rotate() => _active = (_active + 1) % tokens.Count;

    public Quota Quota(string token, string pool) => Quotas![(token, pool)];
}

/// <summary>The calls that one token has left in one pool.</summary>
/// <param name="isTracked">False when the source reports no quotas: nothing is counted then.</param>
internal sealed class Quota(int remaining, DateTimeOffset resetAt, int limit, bool isTracked)
{
    public int Remaining { get; set; } = remaining;

    public DateTimeOffset ResetAt { get; set; } = resetAt;

    public int Limit { get; set; } = limit;

    public bool IsTracked => isTracked;

    public bool IsSpent => isTracked && Remaining <= 0;
}
