using ControlPlane.Models.Manifests;

namespace ControlPlane.Models.Selection.Methods;

/// <summary>Matches a node's path of names, with or without its package: <c>orders</c>, <c>staging.stripe</c>, <c>shop.staging.*</c>.</summary>
internal static class QualifiedName
{
    public static bool Matches(GraphNode node, string pattern)
    {
        var versioned = node is ManifestNode { Version: not null };
        return Matches(node.Fqn, pattern, versioned) || Matches([.. node.Fqn.Skip(1)], pattern, versioned);
    }

    private static bool Matches(IReadOnlyList<string> fqn, string pattern, bool versioned)
    {
        if (fqn.Count == 0) return false;
        var parts = pattern.Split('.');
        if (versioned)
        {
            if (fqn.Count > 1 && (fqn[^2] == pattern || string.Join('_', fqn.TakeLast(2)) == string.Join('_', parts.TakeLast(2)))) return true;
        }
        else if (fqn[^1] == pattern)
        {
            return true;
        }

        var names = fqn.SelectMany(segment => segment.Split('.')).ToList();
        if (names.Count < parts.Length) return false;
        for (var i = 0; i < parts.Length; i++)
        {
            if (parts[i].AsSpan().ContainsAny("*?[]")) return Glob.MatchesName(string.Join('.', names.Skip(i)), string.Join('.', parts.Skip(i)));
            if (names[i] != parts[i]) return false;
        }

        return true;
    }
}
