using ControlPlane.Models.Quality.Declarations;

namespace ControlPlane.Models.Quality.Checks;

/// <summary>What a number may be: outside of the outer bounds a check fails, outside of the inner ones it warns. Bounds themselves are accepted.</summary>
public sealed record Bounds(double? Min = null, double? Max = null, double? WarnMin = null, double? WarnMax = null)
{
    internal static readonly string[] Keys = ["min", "max", "warn_min", "warn_max"];

    internal bool IsEmpty => (Min ?? Max ?? WarnMin ?? WarnMax) is null;

    internal QualityStatus Judge(double value) =>
        value < Min || value > Max ? QualityStatus.Fail : value < WarnMin || value > WarnMax ? QualityStatus.Warn : QualityStatus.Pass;

    public override string ToString()
    {
        var parts = new[] { Of("at least", Min), Of("at most", Max), Of("warns below", WarnMin), Of("warns above", WarnMax) };
        return string.Join(", ", parts.OfType<string>());
    }

    /// <param name="least">No bound may be smaller.</param>
    /// <param name="most">No bound may be larger.</param>
    internal static Bounds Read(CheckEntry entry, double least, double most)
    {
        var bounds = new Bounds(entry.Number("min", least, most), entry.Number("max", least, most), entry.Number("warn_min", least, most), entry.Number("warn_max", least, most));
        if (bounds.Min > bounds.Max) entry.Fail("min", $"'min' of the {entry.What} is above its 'max'.", "Swap the two.");
        if (bounds.WarnMin < bounds.Min) entry.Fail("warn_min", $"'warn_min' of the {entry.What} is below its 'min', so that it never warns.", "Warn nearer to what is expected than where it fails.");
        if (bounds.WarnMax > bounds.Max) entry.Fail("warn_max", $"'warn_max' of the {entry.What} is above its 'max', so that it never warns.", "Warn nearer to what is expected than where it fails.");
        return bounds;
    }

    private static string? Of(string word, double? bound) => bound is { } number ? $"{word} {Measured.Number(number)}" : null;
}
