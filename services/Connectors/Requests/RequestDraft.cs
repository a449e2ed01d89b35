using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace ControlPlane.Connectors.Requests;

/// <summary>A request while its parts are put together; every attempt makes its message anew.</summary>
internal sealed class RequestDraft(HttpMethod method, string url)
{
    private const string Requester = "the requester";
    private readonly List<KeyValuePair<string, string>> _parameters = [];
    private readonly List<KeyValuePair<string, string>> _form = [];

    private readonly Dictionary<string, string> _setBy = new(StringComparer.Ordinal);

    public Dictionary<string, string> Headers { get; } = new(StringComparer.OrdinalIgnoreCase);

    public JsonNode? Json { get; set; }

    public string? Body { get; set; }

    /// <summary>The part of the manifest that speaks now, named when it sets what another part has set already.</summary>
    public string Part { get; set; } = Requester;

    /// <summary>The path or URL of the page, which replaces that of the request.</summary>
    public string? PageUrl { get; set; }

    public HttpMethod Method => method;

    /// <summary>The address that the manifest declares before any path.</summary>
    public string? Base { get; init; }

    /// <summary>Whether the page is on the server that the manifest declares: credentials belong to it only.</summary>
    public bool StaysOnOrigin() => PageUrl is null || !Uri.TryCreate(url, UriKind.Absolute, out var declared) || IsSameOrigin(declared, BuildUri());

    public static bool IsSameOrigin(Uri a, Uri b) =>
        Uri.Compare(a, b, UriComponents.SchemeAndServer, UriFormat.SafeUnescaped, StringComparison.OrdinalIgnoreCase) == 0;

    /// <summary>Everything that makes this request what it is.</summary>
    public string Signature() => string.Join(
        '\n',
        [$"{method} {BuildUri()}", .. Headers.Select(h => $"{h.Key}: {h.Value}"), Json?.ToJsonString() ?? Body ?? "", .. _form.Select(f => $"{f.Key}={f.Value}")]);

    public void AddParameter(string name, string value) => AddTo(_parameters, "the parameter", name, value);

    public void SetParameter(string name, string value) => SetIn(_parameters, "the parameter", name, value);

    public void AddFormField(string name, string value) => AddTo(_form, "the form field", name, value);

    public void SetFormField(string name, string value) => SetIn(_form, "the form field", name, value);

    public void SetHeader(string name, string value)
    {
        Claim($"the header {name.ToLowerInvariant()}");
        Headers[name] = value;
    }

    public void SetJsonField(IReadOnlyList<string> path, JsonNode? value)
    {
        var target = (Json ??= new JsonObject()) as JsonObject
            ?? throw new ConnectorException(ConnectorFaultKind.Configuration, "a value can only be injected into a JSON body that is an object");
        foreach (var name in path.SkipLast(1))
        {
            if (target[name] is not JsonObject next) target[name] = next = [];
            target = next;
        }

        var field = $"the body field {string.Join('.', path)}";
        if (target[path[^1]] is { } present && !JsonNode.DeepEquals(present, value)) _setBy.TryAdd(field, Requester);
        Claim(field);
        target[path[^1]] = value;
    }

    /// <summary>The whole URL. Parameters that it has already with the same value are not sent twice.</summary>
    public Uri BuildUri()
    {
        var address = PageUrl is null ? url : HttpRequester.IsAbsolute(PageUrl) ? Secured(url, PageUrl) : Resolve(PageUrl.StartsWith('?') || Base is null ? url : Base, PageUrl);
        var question = address.IndexOf('?', StringComparison.Ordinal);
        var present = question < 0 ? [] : Query(address[(question + 1)..]);
        var query = new StringBuilder();
        foreach (var (name, value) in _parameters)
        {
            if (present.Any(p => p.Key == name && p.Value == value)) continue;
            query.Append(query.Length == 0 ? "" : "&").Append(Uri.EscapeDataString(name)).Append('=').Append(Uri.EscapeDataString(value));
        }

        if (query.Length > 0) address += (question < 0 ? "?" : "&") + query;
        return Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
            ? uri
            : throw new ConnectorException(ConnectorFaultKind.Configuration, $"'{address}' is not an http or https URL: look at url, url_base and path");
    }

    /// <param name="as">The method to use, which a redirect may change; a body goes with the declared one only.</param>
    public HttpRequestMessage Build(Uri uri, HttpMethod @as)
    {
        var message = new HttpRequestMessage(@as, uri) { Content = @as == method && method != HttpMethod.Delete ? Content() : null };

        foreach (var (name, value) in Headers)
        {
            if (value.AsSpan().ContainsAny('\r', '\n', '\0'))
                throw new ConnectorException(ConnectorFaultKind.Configuration, $"the header {name} would hold a line break");
            if (name.Equals("Content-Type", StringComparison.OrdinalIgnoreCase))
            {
                if (message.Content is not null && MediaTypeHeaderValue.TryParse(value, out var type)) message.Content.Headers.ContentType = type;
            }
            else
            {
                message.Headers.TryAddWithoutValidation(name, value);
            }
        }

        if (!message.Headers.Contains("User-Agent")) message.Headers.TryAddWithoutValidation("User-Agent", "controlplane-ingestion/1.0");
        if (!message.Headers.Contains("Accept")) message.Headers.TryAddWithoutValidation("Accept", "application/json");
        return message;
    }

    private ByteArrayContent? Content()
    {
        if (Json is not null && (Body is not null || _form.Count > 0))
            throw new ConnectorException(ConnectorFaultKind.Configuration, "a request has one body: JSON fields and form fields cannot both be sent");
        if (Json is not null) return new StringContent(Json.ToJsonString(), Encoding.UTF8, "application/json");
        if (_form.Count > 0) return new FormUrlEncodedContent(_form);
        return Body is null ? null : new ByteArrayContent(Encoding.UTF8.GetBytes(Body));
    }

    /// <summary>Sources behind a proxy may name their own pages without encryption: the same server is asked as before.</summary>
    public static string Secured(string address, string page) =>
        page.StartsWith("http://", StringComparison.OrdinalIgnoreCase) && Uri.TryCreate(address, UriKind.Absolute, out var declared)
        && declared.Scheme == Uri.UriSchemeHttps && Uri.TryCreate(page, UriKind.Absolute, out var next)
        && next.IsDefaultPort && declared.IsDefaultPort && next.Host.Equals(declared.Host, StringComparison.OrdinalIgnoreCase)
            ? $"https{page["http".Length..]}"
            : page;

    private void AddTo(List<KeyValuePair<string, string>> fields, string what, string name, string value)
    {
        Claim($"{what} {name}");
        fields.Add(new(name, value));
    }

    private void SetIn(List<KeyValuePair<string, string>> fields, string what, string name, string value)
    {
        Claim($"{what} {name}");
        fields.RemoveAll(p => p.Key == name);
        fields.Add(new(name, value));
    }

    private void Claim(string field)
    {
        if (_setBy.TryGetValue(field, out var other) && other != Part)
            throw new ConnectorException(ConnectorFaultKind.Configuration, $"{field} is set by {other} and by {Part}: it can have one value; take one of them out of the manifest");
        _setBy[field] = Part;
    }

    private static string Resolve(string declared, string page) => page.StartsWith('/') && Uri.TryCreate(declared, UriKind.Absolute, out var origin)
        ? origin.GetLeftPart(UriPartial.Authority) + page
        : HttpRequester.Join(declared, page);

    public static IReadOnlyList<KeyValuePair<string, string>> Query(string query) =>
    [
        .. query.Split('&', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=', 2))
            .Select(p => new KeyValuePair<string, string>(Decode(p[0]), p.Length > 1 ? Decode(p[1]) : "")),
    ];

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}
