using System.Globalization;
using System.IO.Enumeration;
using System.Text.RegularExpressions;

namespace ControlPlane.Connectors.Records.Documents;

/// <summary>
/// A path of names as dpath reads it: each may be a pattern (<c>*</c>, <c>?</c>, <c>[abc]</c>) or the index in a list, and one
/// <c>**</c> stands for any number of levels.
/// </summary>
internal sealed class GlobPath
{
    private readonly Func<string, bool>[] _segments;
    private readonly string?[] _names;
    private readonly int _anyDepth;

    public GlobPath(IReadOnlyList<string> segments)
    {
        Segments = segments;
        _names = [.. segments.Select(s => IsPattern(s) ? null : s)];
        _segments = [.. segments.Select(Matcher)];
        _anyDepth = segments.ToList().IndexOf("**");
    }

    public IReadOnlyList<string> Segments { get; }

    public static bool IsPattern(string segment) => segment.AsSpan().IndexOfAny('*', '?', '[') >= 0;

    /// <summary>All places that match, the outer before the inner.</summary>
    public List<Match> Find(object? root)
    {
        var found = new List<Match>();
        Find(root, 0, found);
        return found;
    }

    /// <summary>The value there, if exactly one place matches; null otherwise.</summary>
    public object? Get(object? root) => Segments.Count == 0 ? root : Find(root) is [var only] ? only.Value : null;

    /// <summary>All leaves and containers below a value, the outer before the inner.</summary>
    public static List<Match> All(object? root)
    {
        var found = new List<Match>();
        Walk(root, found);
        return found;
    }

    private static void Walk(object? node, List<Match> found)
    {
        var from = found.Count;
        switch (node)
        {
            case RecordObject map:
                foreach (var name in map.Keys) found.Add(new(map, name, -1));
                break;
            case RecordList list:
                for (var i = 0; i < list.Count; i++) found.Add(new(list, null, i));
                break;
            default:
                return;
        }

        var to = found.Count;
        for (var i = from; i < to; i++) Walk(found[i].Value, found);
    }

    private void Find(object? node, int segment, List<Match> found)
    {
        if (segment == _anyDepth)
        {
            // The levels that ** stands for are as many as are left over.
            var rest = _segments.Length - segment - 1;
            if (rest > 0) Find(node, segment + 1, found);
            foreach (var match in All(node))
            {
                if (rest == 0) found.Add(match);
                else Find(match.Value, segment + 1, found);
            }

            return;
        }

        var last = segment == _segments.Length - 1;
        foreach (var match in Children(node, segment))
        {
            if (last) found.Add(match);
            else Find(match.Value, segment + 1, found);
        }
    }

    private IEnumerable<Match> Children(object? node, int segment)
    {
        switch (node)
        {
            case RecordObject map when _names[segment] is { } name:
                if (map.ContainsKey(name)) yield return new(map, name, -1);
                break;
            case RecordObject map:
                foreach (var key in map.Keys.Where(_segments[segment])) yield return new(map, key, -1);
                break;
            case RecordList list:
                for (var i = 0; i < list.Count; i++)
                    if (_segments[segment](i.ToString(CultureInfo.InvariantCulture))) yield return new(list, null, i);
                break;
        }
    }

    private static Func<string, bool> Matcher(string segment)
    {
        if (segment is "*" or "**") return static _ => true;
        if (!IsPattern(segment)) return name => name == segment;
        if (!segment.Contains('[', StringComparison.Ordinal)) return name => FileSystemName.MatchesSimpleExpression(segment.Replace("\\", "\\\\", StringComparison.Ordinal), name, ignoreCase: false);
        var pattern = Regex.Escape(segment).Replace("\\*", ".*", StringComparison.Ordinal).Replace("\\?", ".", StringComparison.Ordinal);
        pattern = Regex.Replace(pattern, @"\\\[(!?)([^\]]+)\]", m => $"[{(m.Groups[1].Length > 0 ? "^" : "")}{m.Groups[2].Value}]");
        var compiled = new Regex($"^{pattern}$", RegexOptions.Singleline | RegexOptions.NonBacktracking);
        return name => name == segment || compiled.IsMatch(name);
    }

    /// <summary>One place: the member of an object or the item of a list.</summary>
    internal readonly record struct Match(object Parent, string? Name, int Index)
    {
        public object? Value => Parent is RecordObject map ? map.TryGetValue(Name!, out var value) ? value : null : ((RecordList)Parent)[Index];

        public bool Exists => Parent is RecordObject map ? map.ContainsKey(Name!) : Index < ((RecordList)Parent).Count;

        /// <summary>Takes the value away. An item that others follow leaves a null behind, so that theirs stay the same places.</summary>
        public void Delete()
        {
            if (Parent is RecordObject map) map.Remove(Name!);
            else if (Index == ((RecordList)Parent).Count - 1) ((RecordList)Parent).RemoveAt(Index);
            else ((RecordList)Parent).Set(Index, null);
        }
    }
}
