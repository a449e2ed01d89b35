using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace ControlPlane.Ingestion.Backfills;

/// <summary>What a backfill would read, slice by slice, and what it would cost.</summary>
/// <param name="Gaps">What of the range is not covered; the whole range when it is forced.</param>
/// <param name="Hash">Of tenant, source, stream and slices: who confirms it agrees to exactly these.</param>
internal sealed record BackfillPlan(string Stream, IReadOnlyList<TimeRange> Gaps, IReadOnlyList<TimeRange> Slices, CallEstimate Estimate, string Hash)
{
    public static string HashOf(string tenant, string source, string stream, IReadOnlyList<TimeRange> slices)
    {
        var text = string.Join('\n', [tenant, source, stream, .. slices.Select(slice => string.Create(CultureInfo.InvariantCulture, $"{slice.From:O} {slice.To:O}"))]);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }
}
