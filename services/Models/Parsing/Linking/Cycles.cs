using ControlPlane.Models.Manifests;

namespace ControlPlane.Models.Parsing.Linking;

/// <summary>Nodes that depend on themselves by way of others.</summary>
internal static class Cycles
{
    private enum Mark { Open, Done }

    public static void Check(ParseState state)
    {
        var marks = new Dictionary<string, Mark>(StringComparer.Ordinal);
        foreach (var start in state.Manifest.Nodes.Values)
        {
            if (!marks.ContainsKey(start.UniqueId)) Walk(state, start, marks);
        }
    }

    /// <summary>Without recursion, as a project's chain of models may be longer than a stack is deep.</summary>
    private static void Walk(ParseState state, ManifestNode start, Dictionary<string, Mark> marks)
    {
        var path = new List<(ManifestNode Node, int Next)> { (start, 0) };
        marks[start.UniqueId] = Mark.Open;
        while (path.Count > 0)
        {
            var (node, next) = path[^1];
            if (next == node.DependsOn.Nodes.Count)
            {
                marks[node.UniqueId] = Mark.Done;
                path.RemoveAt(path.Count - 1);
                continue;
            }
            path[^1] = (node, next + 1);
            if (!state.Manifest.Nodes.TryGetValue(node.DependsOn.Nodes[next], out var below)) continue;
            if (!marks.TryGetValue(below.UniqueId, out var mark))
            {
                marks[below.UniqueId] = Mark.Open;
                path.Add((below, 0));
            }
            else if (mark == Mark.Open)
            {
                Report(state, [.. path.Select(each => each.Node).SkipWhile(each => each != below)]);
            }
        }
    }

    private static string Reference(ManifestNode from, ManifestNode to)
    {
        var line = Linker.LineOf(from, from.RawCode, to.Name);
        return $"- {from.OriginalFilePath}{(line > 0 ? $":{line}" : "")}: {from.UniqueId} --> {to.UniqueId}";
    }

    private static void Report(ParseState state, List<ManifestNode> cycle)
    {
        var shown = string.Join(" --> ", cycle.Append(cycle[0]).Select(node => node.UniqueId));
        state.Errors.Add(state.Place(cycle[0]), cycle[0].Line, $"Found a cycle: {shown}.", $"Remove one of these references:\n{string.Join('\n', cycle.Select((node, at) => Reference(node, cycle[(at + 1) % cycle.Count])))}");
    }
}
