using ControlPlane.Models.Manifests;

namespace ControlPlane.Models.Fleet;

/// <summary>A compiled text with gaps where the names of databases and schemas go. Immutable; shared by all tenants.</summary>
/// <param name="literals">One more than there are gaps.</param>
/// <param name="gaps">By place in the manifest's nodes, and behind these in its sources.</param>
internal sealed class CompiledText(string[] literals, NameGap[] gaps)
{
    public bool IsTheSame(CompiledText other) => literals.AsSpan().SequenceEqual(other.Literals) && gaps.AsSpan().SequenceEqual(other.Gaps);

    private ReadOnlySpan<string> Literals => literals;

    private ReadOnlySpan<NameGap> Gaps => gaps;

    public string In(Manifest manifest)
    {
        if (gaps.Length == 0) return literals[0];
        var parts = new string?[literals.Length + gaps.Length];
        for (var i = 0; i < gaps.Length; i++) (parts[2 * i], parts[2 * i + 1]) = (literals[i], Name(manifest, gaps[i]));
        parts[^1] = literals[^1];
        return string.Concat(parts);
    }

    private static string? Name(Manifest manifest, NameGap gap)
    {
        if (gap.Index < manifest.Nodes.Count)
        {
            var node = manifest.Nodes.GetAt(gap.Index).Value;
            return gap.IsDatabase ? node.Database : node.Schema;
        }
        var source = manifest.Sources.GetAt(gap.Index - manifest.Nodes.Count).Value;
        return gap.IsDatabase ? source.Database : source.Schema;
    }
}

internal readonly record struct NameGap(int Index, bool IsDatabase);
