namespace ControlPlane.AppHost.SampleSource.Events;

/// <summary>Who acts where: actors, repositories and organisations, the same for every day of one seed.</summary>
internal sealed class EventWorld
{
    private static readonly string[] Adjectives = ["brisk", "calm", "lucid", "mellow", "noble", "plain", "quiet", "rapid", "solid", "vivid"];
    private static readonly string[] Nouns = ["anvil", "beacon", "cedar", "delta", "ember", "falcon", "garnet", "harbor", "island", "juniper"];
    private static readonly string[] Kinds = ["api", "cli", "docs", "engine", "kit", "notes", "parser", "server", "tools", "web"];

    private readonly double[] _repoShares;

    public EventWorld(int seed)
    {
        var random = new Random(seed);
        Actors = [.. Enumerable.Range(0, 80).Select(i => new Account(1_000 + random.Next(9_000_000), $"{Pick(random, Adjectives)}-{Pick(random, Nouns)}{i}"))];
        Organisations = [.. Nouns.Take(6).Select((noun, i) => new Account(20_000_000 + i, $"{noun}-labs"))];
        Repos = [.. Enumerable.Range(0, 60).Select(i => NewRepo(random, i))];
        // Zipf: the first repository gets about a fifth of the events, the last few nearly none.
        _repoShares = [.. Repos.Select((_, i) => 1.0 / (i + 1))];
    }

    public IReadOnlyList<Account> Actors { get; }

    public IReadOnlyList<Account> Organisations { get; }

    public IReadOnlyList<Repo> Repos { get; }

    public Repo PickRepo(Random random)
    {
        var left = random.NextDouble() * _repoShares.Sum();
        for (var i = 0; i < Repos.Count; i++)
        {
            left -= _repoShares[i];
            if (left <= 0) return Repos[i];
        }
        return Repos[^1];
    }

    public Account PickActor(Random random) => Actors[(int)(Actors.Count * Math.Pow(random.NextDouble(), 2))];

    private Repo NewRepo(Random random, int index)
    {
        var org = index % 3 == 0 ? Organisations[index / 3 % Organisations.Count] : null;
        var owner = org ?? Actors[random.Next(Actors.Count)];
        return new Repo(30_000_000 + index * 7_919, $"{owner.Login}/{Pick(random, Adjectives)}-{Pick(random, Kinds)}{index}", org);
    }

    private static string Pick(Random random, string[] from) => from[random.Next(from.Length)];

    internal sealed record Account(long Id, string Login);

    internal sealed record Repo(long Id, string Name, Account? Organisation);
}
