namespace ControlPlane.Cli.Protocol;

/// <summary>What somebody who mistyped a name may have meant.</summary>
internal static class NearestNames
{
    private const int Most = 3;

    public static IReadOnlyList<string> Of(string wanted, IEnumerable<string> names) =>
        [.. names.Select(n => (Name: n, Distance: Distance(wanted.ToUpperInvariant(), n.ToUpperInvariant())))
            .Where(n => n.Distance <= Math.Max(2, wanted.Length / 2)).OrderBy(n => n.Distance).Take(Most).Select(n => n.Name)];

    /// <summary>How many letters have to be added, removed or replaced.</summary>
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[b.Length];
    }
}
