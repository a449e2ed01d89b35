using System.Globalization;
using System.Text.Json.Nodes;
using static ControlPlane.AppHost.SampleSource.Events.EventWorld;

namespace ControlPlane.AppHost.SampleSource.Events;

/// <summary>
/// Makes the events of whole UTC days from a seed. A day's events never change, so tomorrow's feed overlaps today's the way a
/// poll of the real API overlaps the one before it.
/// </summary>
internal sealed class EventGenerator(int seed, int events)
{
    /// <summary>The feed covers this many days before the current one.</summary>
    private const int Days = 3;

    private readonly EventWorld _world = new(seed);

    public EventWorld World => _world;

    /// <returns>Newest first; everything lies before the start of <paramref name="today"/>.</returns>
    public IReadOnlyList<SampleEvent> Before(DateOnly today)
    {
        var perDay = (events + Days - 1) / Days;
        return [.. Enumerable.Range(1, Days).SelectMany(back => Day(today.AddDays(-back), perDay)).Take(events)];
    }

    private IEnumerable<SampleEvent> Day(DateOnly day, int count)
    {
        var random = new Random(unchecked(seed * 397 ^ day.DayNumber));
        var seconds = Enumerable.Range(0, count).Select(_ => random.Next(86_400)).Order().ToArray();
        var types = TypesOfDay(random, count);
        var made = new SampleEvent[count];
        for (var i = 0; i < count; i++)
            made[i] = Make(random, types[i], day.DayNumber * 100_000L + i, day.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc).AddSeconds(seconds[i]));
        return made.Reverse();
    }

    /// <summary>Each type once where there is room, the rest by weight, shuffled.</summary>
    private static string[] TypesOfDay(Random random, int count)
    {
        var types = new string[count];
        for (var i = 0; i < count; i++)
            types[i] = i < EventPayload.Types.Count ? EventPayload.Types[i].Type : Weighted(random);
        random.Shuffle(types);
        return types;
    }

    private static string Weighted(Random random)
    {
        var left = random.Next(EventPayload.Types.Sum(type => type.Weight));
        return EventPayload.Types.First(type => (left -= type.Weight) < 0).Type;
    }

    private SampleEvent Make(Random random, string type, long id, DateTime createdAt)
    {
        var repo = _world.PickRepo(random);
        var actor = _world.PickActor(random);
        var json = new JsonObject
        {
            ["id"] = id.ToString(CultureInfo.InvariantCulture),
            ["type"] = type,
            ["actor"] = Actor(actor, withDisplayLogin: true),
            ["repo"] = new JsonObject { ["id"] = repo.Id, ["name"] = repo.Name, ["url"] = $"https://api.github.com/repos/{repo.Name}" },
            ["payload"] = EventPayload.For(type, random, repo, actor),
            ["public"] = true,
            ["created_at"] = createdAt.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        };
        if (repo.Organisation is { } org) json["org"] = Actor(org, withDisplayLogin: false);
        return new SampleEvent(repo.Name, repo.Organisation?.Login, json.ToUtf8());
    }

    private static JsonObject Actor(Account account, bool withDisplayLogin)
    {
        var json = new JsonObject { ["id"] = account.Id, ["login"] = account.Login };
        if (withDisplayLogin) json["display_login"] = account.Login;
        json["gravatar_id"] = "";
        json["url"] = $"https://api.github.com/{(withDisplayLogin ? "users" : "orgs")}/{account.Login}";
        json["avatar_url"] = $"https://avatars.githubusercontent.com/u/{account.Id}?";
        return json;
    }
}
