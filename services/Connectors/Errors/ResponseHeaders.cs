namespace ControlPlane.Connectors.Errors;

/// <summary>Response headers as templates see them.</summary>
internal static class ResponseHeaders
{
    public static IReadOnlyDictionary<string, object?> Read(HttpResponseMessage response)
    {
        var headers = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var (name, values) in response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated))
        {
            var text = string.Join(", ", values);
            headers[name] = text;
            headers[name.ToLowerInvariant()] = text;
        }

        headers["link"] = headers.TryGetValue("link", out var link) && link is string links ? Links(links) : new Dictionary<string, object?>();
        return headers;
    }

    /// <summary>Takes <c>&lt;url&gt;; rel="next", …</c> apart: relation to <c>{url, rel, …}</c>.</summary>
    public static Dictionary<string, object?> Links(string header)
    {
        var links = new Dictionary<string, object?>(StringComparer.Ordinal);
        var rest = header;
        while (rest.IndexOf('<', StringComparison.Ordinal) is var open and >= 0 && rest.IndexOf('>', open) is var close and > 0)
        {
            var link = new Dictionary<string, object?>(StringComparer.Ordinal) { ["url"] = rest[(open + 1)..close] };
            rest = rest[(close + 1)..];

            // The next link starts at a comma followed by '<'; commas within quotes belong to a parameter.
            var end = rest.IndexOf('<', StringComparison.Ordinal);
            var parameters = (end < 0 ? rest : rest[..end]).TrimEnd(' ', ',');
            foreach (var part in parameters.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            {
                var pair = part.Split('=', 2, StringSplitOptions.TrimEntries);
                if (pair.Length == 2) link[pair[0].ToLowerInvariant()] = pair[1].Trim('"', '\'');
            }

            foreach (var relation in (link.GetValueOrDefault("rel") as string ?? (string)link["url"]!).Split(' ', StringSplitOptions.RemoveEmptyEntries))
                links.TryAdd(relation, link);
        }

        return links;
    }
}
