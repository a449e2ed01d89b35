using ControlPlane.Models.Quality.Checks;

namespace ControlPlane.Models.Quality.Declarations;

/// <summary>A kind of check as declarations name it.</summary>
/// <param name="Keys">Beside those that all kinds have.</param>
/// <param name="Read">Null where something is wrong that was told.</param>
internal sealed record CheckKind(string Name, IReadOnlyList<string> Keys, bool NeedsColumn, Func<CheckEntry, CheckIdentity, QualityCheck?> Read)
{
    public static IReadOnlyDictionary<string, CheckKind> All { get; } = new[]
    {
        FreshnessCheck.Reader, VolumeCheck.Reader, NullShareCheck.Reader, RangeCheck.Reader, DistinctShareCheck.Reader, ReferencesCheck.Reader, SqlCheck.Reader,
    }.ToDictionary(kind => kind.Name, StringComparer.Ordinal);

    public bool TakesWhere { get; init; } = true;

    public bool NeedsName { get; init; }

    public IReadOnlyList<string> AllKeys => [.. Keys, "check", "name", "description", "severity", .. NeedsColumn ? ["column"] : Array.Empty<string>(), .. TakesWhere ? ["where"] : Array.Empty<string>()];
}
