using System.Text.RegularExpressions;

namespace ControlPlane.Templating.Syntax;

/// <summary>Finds the ends of <c>{% raw %}</c> ... <c>{% endraw %}</c>.</summary>
internal static partial class RawBlock
{
    /// <summary>Where a raw block's content ends, where its end tag ends, and the signs in that tag.</summary>
    public sealed record Found(int Start, int End, char OpenSign, char CloseSign);

    /// <summary>Whether the tag whose inside starts at <paramref name="inside"/> is a raw tag, and where its content starts.</summary>
    public static bool TryOpen(string text, int inside, out int content)
    {
        var match = OpenPattern().Match(text, inside);
        content = match.Success ? match.Index + match.Length : 0;
        return match.Success;
    }

    public static Found? Find(string text, int from)
    {
        var match = ClosePattern().Match(text, from);
        return match.Success
            ? new Found(match.Index, match.Index + match.Length, Sign(match.Groups[1]), Sign(match.Groups[2]))
            : null;
    }

    private static char Sign(Group group) => group.Length == 0 ? '\0' : group.Value[0];

    [GeneratedRegex(@"\G\s*raw\s*-?%\}")]
    private static partial Regex OpenPattern();

    [GeneratedRegex(@"\{%([-+]?)\s*endraw\s*([-+]?)%\}")]
    private static partial Regex ClosePattern();
}
