namespace ControlPlane.AppHost.SampleSource;

/// <summary>Reads <c>Authorization: Bearer …</c> (GitHub also takes <c>token …</c>).</summary>
internal static class BearerToken
{
    /// <returns>Null without the header; empty when the header holds no token.</returns>
    public static string? Of(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        if (header.Length == 0) return null;
        var space = header.IndexOf(' ', StringComparison.Ordinal);
        var scheme = space < 0 ? header : header[..space];
        var known = scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase) || scheme.Equals("token", StringComparison.OrdinalIgnoreCase);
        return known && space > 0 ? header[(space + 1)..].Trim() : "";
    }
}
