namespace ControlPlane.Models.Errors;

/// <summary>What somebody may have meant.</summary>
public static class NearestNames
{
    /// <summary><c>Did you mean 'a' or 'b'?</c>, or the other advice when nothing is near.</summary>
    public static string Advise(string name, IEnumerable<string> known, string otherwise)
    {
        var near = known.Distinct(StringComparer.Ordinal)
            .Select(candidate => (candidate, Distance: Distance(name, candidate)))
            .Where(pair => pair.Distance <= Math.Max(2, name.Length / 3))
            .OrderBy(pair => pair.Distance).ThenBy(pair => pair.candidate, StringComparer.Ordinal)
            .Take(3).Select(pair => $"'{pair.candidate}'").ToList();
        return near.Count == 0 ? otherwise : $"Did you mean {string.Join(" or ", near)}?";
    }

    /// <summary>Levenshtein, without regard to case.</summary>
    private static int Distance(string left, string right)
    {
        var row = Enumerable.Range(0, right.Length + 1).ToArray();
        for (var i = 1; i <= left.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var cost = char.ToLowerInvariant(left[i - 1]) == char.ToLowerInvariant(right[j - 1]) ? 0 : 1;
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j] + 1, row[j - 1] + 1), diagonal + cost));
            }
        }
        return row[^1];
    }
}
