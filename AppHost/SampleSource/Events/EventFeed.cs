namespace ControlPlane.AppHost.SampleSource.Events;

/// <summary>What can be read now: the newest 300 events, of one repository or organisation if asked.</summary>
internal sealed class EventFeed(EventGenerator generator, TimeProvider time)
{
    private const int Window = 300;

    private volatile Snapshot? _snapshot;

    public IReadOnlyList<SampleEvent> Public() => [.. Current().Take(Window)];

    /// <returns>Null when there is no such repository.</returns>
    public IReadOnlyList<SampleEvent>? OfRepo(string name) =>
        generator.World.Repos.Any(repo => Same(repo.Name, name)) ? [.. Current().Where(e => Same(e.Repo, name)).Take(Window)] : null;

    /// <returns>Null when there is no such organisation.</returns>
    public IReadOnlyList<SampleEvent>? OfOrganisation(string login) =>
        generator.World.Organisations.Any(org => Same(org.Login, login)) ? [.. Current().Where(e => Same(e.Organisation, login)).Take(Window)] : null;

    private IReadOnlyList<SampleEvent> Current()
    {
        var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        var snapshot = _snapshot;
        // Two requests at the turn of the day may both make the same events: cheaper than a lock on every request.
        if (snapshot?.Day != today) _snapshot = snapshot = new Snapshot(today, generator.Before(today));
        return snapshot.Events;
    }

    private static bool Same(string? left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);

    private sealed record Snapshot(DateOnly Day, IReadOnlyList<SampleEvent> Events);
}
