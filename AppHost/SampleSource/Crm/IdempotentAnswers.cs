using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace ControlPlane.AppHost.SampleSource.Crm;

/// <summary>Answers kept by Idempotency-Key: a request repeated after a lost answer gets the same one and changes nothing.</summary>
internal sealed class IdempotentAnswers
{
    private readonly ConcurrentDictionary<string, Entry> _entries = new();

    /// <summary>Runs <paramref name="work"/> once per key, even for requests at the same time.</summary>
    /// <returns>Answer null when the key came with a different body before.</returns>
    public (Answer? Answer, bool Replayed) Once(string key, byte[] body, Func<Answer> work)
    {
        var hash = Convert.ToHexString(SHA256.HashData(body));
        var mine = new Entry(hash, new Lazy<Answer>(work));
        var kept = _entries.GetOrAdd(key, mine);
        return kept.BodyHash == hash ? (kept.Answer.Value, !ReferenceEquals(kept, mine)) : (null, false);
    }

    internal sealed record Answer(int Status, byte[] Body);

    private sealed record Entry(string BodyHash, Lazy<Answer> Answer);
}
