using System.Globalization;
using System.Text.RegularExpressions;

namespace ControlPlane.Models.Projects;

/// <summary>A version by semver.org; a build's mark after '+' plays no part.</summary>
internal sealed partial record SemanticVersion(int Major, int Minor, int Patch, string? Prerelease) : IComparable<SemanticVersion>
{
    public static SemanticVersion? Parse(string text)
    {
        if (Pattern().Match(text) is not { Success: true } match) return null;
        var numbers = Enumerable.Range(1, 3).Select(group => int.TryParse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture, out var number) ? number : -1).ToArray();
        return numbers.Contains(-1) ? null : new SemanticVersion(numbers[0], numbers[1], numbers[2], match.Groups[4].Success ? match.Groups[4].Value : null);
    }

    public int CompareTo(SemanticVersion? other)
    {
        if (other is null) return 1;
        var order = (Major, Minor, Patch).CompareTo((other.Major, other.Minor, other.Patch));
        return order != 0 ? order : (Prerelease, other.Prerelease) switch
        {
            (null, null) => 0,
            (null, _) => 1,
            (_, null) => -1,
            var (left, right) => string.CompareOrdinal(left, right),
        };
    }

    public override string ToString() => $"{Major}.{Minor}.{Patch}{(Prerelease is null ? "" : $"-{Prerelease}")}";

    [GeneratedRegex(@"^(\d+)\.(\d+)\.(\d+)(?:[-.]?((?:a|b|rc|[0-9A-Za-z-])[0-9A-Za-z.-]*))?(?:\+[0-9A-Za-z.-]+)?$")]
    private static partial Regex Pattern();
}
