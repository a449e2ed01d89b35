namespace ControlPlane.Tenants.Documents;

/// <summary>What somebody probably meant.</summary>
internal static class NearestName
{
    /// <summary><c>; did you mean 'schedule'?</c>, or nothing when no name is near.</summary>
    public static string Hint(string name, IEnumerable<string> known)
    {
        var nearest = known.Select(candidate => (candidate, Distance(name.ToLowerInvariant(), candidate.ToLowerInvariant()))).OrderBy(pair => pair.Item2).FirstOrDefault();
        return nearest.candidate is not null && nearest.Item2 <= Math.Max(2, name.Length / 3) ? $"; did you mean '{nearest.candidate}'?" : "";
    }

    private static int Distance(string a, string b)
    {
        if (a.Length > 100) return int.MaxValue;
        var previous = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var current = new int[b.Length + 1];
            current[0] = i;
            for (var j = 1; j <= b.Length; j++)
                current[j] = Math.Min(Math.Min(previous[j] + 1, current[j - 1] + 1), previous[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
            previous = current;
        }
        return previous[b.Length];
    }
}
