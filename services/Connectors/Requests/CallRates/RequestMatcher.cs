using System.Text.RegularExpressions;
using ControlPlane.Connectors.Interpolation;
using ControlPlane.Connectors.Manifests;

namespace ControlPlane.Connectors.Requests.CallRates;

/// <summary>Recognises requests by all of its criteria.</summary>
/// <param name="Weight">How many calls such a request counts for; null for one.</param>
internal sealed record RequestMatcher(
    string? Method,
    string? UrlBase,
    Regex? UrlPath,
    IReadOnlyDictionary<string, string> Parameters,
    IReadOnlyDictionary<string, string> Headers,
    Interpolated? Weight)
{
    private static readonly TimeSpan MatchLimit = TimeSpan.FromSeconds(1);

    private static ComponentKinds<RequestMatcher> Kinds { get; } = new() { ["HttpRequestRegexMatcher"] = Compile };

    public static IReadOnlyList<RequestMatcher> CompileAll(Component c) => c.Children("matchers", Kinds);

    public bool Matches(RequestDraft draft, Uri uri)
    {
        if (Method is not null && !draft.Method.Method.Equals(Method, StringComparison.OrdinalIgnoreCase)) return false;
        if (UrlBase is not null && uri.GetLeftPart(UriPartial.Authority) != UrlBase) return false;
        if (UrlPath is not null && !IsMatch(UrlPath, uri.AbsolutePath.TrimEnd('/'))) return false;
        if (Parameters.Count > 0)
        {
            var present = RequestDraft.Query(uri.Query.TrimStart('?'));
            if (!Parameters.All(p => present.Any(q => q.Key == p.Key && q.Value == p.Value))) return false;
        }

        return Headers.All(h => draft.Headers.TryGetValue(h.Key, out var value) && value == h.Value);
    }

    private static bool IsMatch(Regex pattern, string path)
    {
        try
        {
            return pattern.IsMatch(path);
        }
        catch (RegexMatchTimeoutException e)
        {
            throw new ConnectorException(ConnectorFaultKind.Configuration, $"url_path_pattern '{pattern}' takes too long: make it simpler", e);
        }
    }

    private static RequestMatcher Compile(Component c) => new(
        c.Text("method"), c.Text("url_base")?.TrimEnd('/'), Pattern(c), Pairs(c, "params"), Pairs(c, "headers"), c.Template("weight"));

    private static Regex? Pattern(Component c)
    {
        if (c.Text("url_path_pattern") is not { } pattern) return null;
        try
        {
            return new Regex(pattern, RegexOptions.CultureInvariant, MatchLimit);
        }
        catch (ArgumentException e)
        {
            c.Error("url_path_pattern", $"not a regular expression: {e.Message}");
            return null;
        }
    }

    private static Dictionary<string, string> Pairs(Component c, string field) =>
        c.Part(field) is { } part ? c.Names(field).ToDictionary(name => name, name => part.Text(name) ?? "", StringComparer.Ordinal) : [];
}
