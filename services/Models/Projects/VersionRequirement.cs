namespace ControlPlane.Models.Projects;

/// <summary>One bound of require-dbt-version: <c>&gt;=1.3.0</c>.</summary>
internal sealed record VersionRequirement(string Operator, SemanticVersion Version)
{
    private static readonly string[] Operators = [">=", "<=", ">", "<", "="];

    public static VersionRequirement? Parse(string text)
    {
        var bound = text.Trim();
        var sign = Array.Find(Operators, each => bound.StartsWith(each, StringComparison.Ordinal)) ?? "";
        return SemanticVersion.Parse(bound[sign.Length..].Trim()) is { } version ? new VersionRequirement(sign.Length == 0 ? "=" : sign, version) : null;
    }

    public bool Accepts(SemanticVersion version) => Operator switch
    {
        ">=" => version.CompareTo(Version) >= 0,
        "<=" => version.CompareTo(Version) <= 0,
        ">" => version.CompareTo(Version) > 0,
        "<" => version.CompareTo(Version) < 0,
        _ => version.CompareTo(Version) == 0,
    };
}
