using System.Globalization;
using ControlPlane.Models.Manifests;

namespace ControlPlane.Models.Fleet;

/// <summary>
/// Names that stand for databases and schemas while a text is compiled for all tenants, and are found again in what comes of it. Of a text that did
/// anything else with them than writing them down, two sets of different lengths do not leave the same.
/// </summary>
internal sealed class StandInNames
{
    private readonly string _start, _end;

    private StandInNames(string start, string end) => (_start, _end) = (start, end);

    public static StandInNames One { get; } = new("zq7k", "e");

    public static StandInNames Two { get; } = new("zq8kxw", "ee");

    public void Put(Manifest manifest)
    {
        for (var i = 0; i < manifest.Nodes.Count; i++)
        {
            var node = manifest.Nodes.GetAt(i).Value;
            (node.Database, node.Schema) = (node.Database is null ? null : Name(i, 'd'), Name(i, 's'));
        }
        for (var i = 0; i < manifest.Sources.Count; i++)
        {
            var (source, index) = (manifest.Sources.GetAt(i).Value, manifest.Nodes.Count + i);
            (source.Database, source.Schema) = (source.Database is null ? null : Name(index, 'd'), Name(index, 's'));
        }
    }

    /// <summary>Null when a name was changed on the way.</summary>
    public CompiledText? Take(string text)
    {
        var literals = new List<string>();
        var gaps = new List<NameGap>();
        var from = 0;
        while (text.IndexOf(_start, from, StringComparison.OrdinalIgnoreCase) is >= 0 and var at)
        {
            if (Gap(text, at, out var end) is not { } gap) return null;
            literals.Add(text[from..at]);
            gaps.Add(gap);
            from = end;
        }
        literals.Add(from == 0 ? text : text[from..]);
        return new CompiledText([.. literals], [.. gaps]);
    }

    private string Name(int index, char kind) => string.Create(CultureInfo.InvariantCulture, $"{_start}{kind}{index}{_end}");

    private NameGap? Gap(string text, int at, out int end)
    {
        end = at + _start.Length + 1;
        if (string.CompareOrdinal(text, at, _start, 0, _start.Length) != 0 || end >= text.Length || text[end - 1] is not ('d' or 's')) return null;
        var isDatabase = text[end - 1] == 'd';
        var digits = end;
        while (end < text.Length && char.IsAsciiDigit(text[end])) end++;
        if (end == digits || string.CompareOrdinal(text, end, _end, 0, _end.Length) != 0) return null;
        var index = int.Parse(text.AsSpan(digits, end - digits), CultureInfo.InvariantCulture);
        end += _end.Length;
        return new NameGap(index, isDatabase);
    }
}
