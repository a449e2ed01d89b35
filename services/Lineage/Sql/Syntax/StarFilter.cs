using System.Text;
using System.Text.RegularExpressions;

namespace ControlPlane.Lineage.Sql.Syntax;

/// <summary>Chooses columns by name: a pattern, or a list.</summary>
internal sealed record StarFilter(Regex? Pattern, IReadOnlyList<string> Names, bool Negated)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromMilliseconds(200);

    /// <exception cref="SqlSyntaxException">The pattern cannot be read.</exception>
    public static StarFilter Matching(string pattern, string operation, bool negated)
    {
        var text = operation.ToLowerInvariant() switch
        {
            "like" or "ilike" => $"^{Wildcards(pattern, '%', '_')}$",
            "glob" => $"^{Wildcards(pattern, '*', '?')}$",
            "similar" => $"^(?:{pattern})$",
            _ => pattern,
        };
        try
        {
            return new(new Regex(text, RegexOptions.CultureInvariant | (operation is "ilike" ? RegexOptions.IgnoreCase : 0), Timeout), [], negated);
        }
        catch (ArgumentException)
        {
            throw new SqlSyntaxException($"the pattern '{pattern}' is not a regular expression");
        }
    }

    public bool Takes(string name)
    {
        try
        {
            return (Pattern?.IsMatch(name) ?? Names.Contains(name, StringComparer.OrdinalIgnoreCase)) != Negated;
        }
        catch (RegexMatchTimeoutException)
        {
            return true;
        }
    }

    private static string Wildcards(string pattern, char many, char one)
    {
        var text = new StringBuilder();
        foreach (var c in pattern) text.Append(c == many ? ".*" : c == one ? "." : Regex.Escape(c.ToString()));
        return text.ToString();
    }
}
