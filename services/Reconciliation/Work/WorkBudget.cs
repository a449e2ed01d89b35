namespace ControlPlane.Reconciliation.Work;

/// <summary>
/// How much one process does at once over several kinds of work. A kind that has nothing under way always finds a slot, whatever the
/// others have: together they never hold more than <paramref name="slots"/>, or one each when there are fewer slots than kinds.
/// </summary>
public sealed class WorkBudget(int slots)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Member> _members = new(StringComparer.Ordinal);

    /// <param name="wake">Called when the kind was given less than it could use and others have returned some.</param>
    internal void Join(string kind, Action wake)
    {
        lock (_lock) _members[kind] = new Member(wake);
    }

    /// <summary>How many slots the kind has from now on beside those that it had: at most as many as it wants.</summary>
    internal int Take(string kind, int wanted)
    {
        lock (_lock)
        {
            var member = _members[kind];
            var kept = _members.Values.Count(other => other != member && other.Taken == 0);
            var free = slots - kept - _members.Values.Sum(other => other.Taken);
            var given = Math.Clamp(member.Taken == 0 ? Math.Max(free, 1) : free, 0, wanted);
            member.Taken += given;
            member.Wants = given < wanted;
            return given;
        }
    }

    /// <param name="unused">The kind had nothing to do in them: it need not be told when more are free.</param>
    internal void Return(string kind, int count, bool unused = false)
    {
        if (count == 0) return;
        List<Action> wanting;
        lock (_lock)
        {
            _members[kind].Taken -= count;
            if (unused) _members[kind].Wants = false;
            wanting = [.. _members.Where(member => member.Key != kind && member.Value.Wants).Select(member => member.Value.Wake)];
        }
        foreach (var wake in wanting) wake();
    }

    private sealed class Member(Action wake)
    {
        public Action Wake => wake;

        public int Taken { get; set; }

        public bool Wants { get; set; }
    }
}
