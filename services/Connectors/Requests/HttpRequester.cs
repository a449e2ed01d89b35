using System.Text.Json.Nodes;
using ControlPlane.Connectors.Errors;
using ControlPlane.Connectors.Interpolation;
using ControlPlane.Connectors.Manifests;
using ControlPlane.Connectors.Requests.Authentication;
using ControlPlane.Connectors.Requests.Properties;

namespace ControlPlane.Connectors.Requests;

/// <summary>How the requests of a stream are made.</summary>
internal sealed record HttpRequester(
    Interpolated Url,
    Interpolated? Path,
    HttpMethod Method,
    IAuthenticator Authenticator,
    InterpolatedTree? Parameters,
    InterpolatedTree? Headers,
    InterpolatedTree? BodyJson,
    InterpolatedTree? BodyData,
    IErrorHandler ErrorHandler,
    bool UsesCache,
    QueryProperties? Properties)
{
    private static readonly System.Buffers.SearchValues<char> SchemeLetters =
        System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-.");

    public static ComponentKinds<HttpRequester> Kinds { get; } = new() { ["HttpRequester"] = Compile };

    /// <summary>A draft with everything the manifest declares but credentials and pagination.</summary>
    public RequestDraft Draft(Scope scope)
    {
        var address = Url.Require(scope);
        var draft = new RequestDraft(Method, Path?.Require(scope) is { Length: > 0 } path ? Locate(address, path) : address) { Base = address };
        if (Parameters is InterpolatedTree.Map parameters)
            foreach (var (name, value) in parameters.Texts(scope)) draft.AddParameter(name, value);
        else if (Parameters is InterpolatedTree.Leaf text && text.Evaluate(scope) is IReadOnlyDictionary<string, object?> pairs)
            foreach (var (name, value) in pairs) draft.AddParameter(name, TemplateValues.ToText(value));
        Properties?.Inject(draft, scope);
        if (Headers is InterpolatedTree.Map headers)
            foreach (var (name, value) in headers.Texts(scope)) draft.SetHeader(name, value);
        if (BodyJson is not null && TemplateValues.ToJson(BodyJson.Evaluate(scope)) is var json and not (JsonObject { Count: 0 } or JsonArray { Count: 0 })) draft.Json = json;
        if (BodyData is InterpolatedTree.Map form)
            foreach (var (name, value) in form.Texts(scope)) draft.AddFormField(name, value);
        else if (BodyData is InterpolatedTree.Leaf body) draft.Body = body.Template.Render(scope);
        return draft;
    }

    /// <summary>
    /// Where the request goes. A path may be a whole URL; one that is made of what the source says must stay on the declared server, to
    /// which alone the credentials belong. A manifest that means to follow the source elsewhere says so in <c>url_base</c>.
    /// </summary>
    private string Locate(string address, string path)
    {
        if (!IsAbsolute(path) || Path!.IsDeclared) return Join(address, path);
        var url = RequestDraft.Secured(address, path);
        return !Uri.TryCreate(address, UriKind.Absolute, out var declared)
            || Uri.TryCreate(url, UriKind.Absolute, out var target) && RequestDraft.IsSameOrigin(declared, target)
            ? url
            : throw new ConnectorException(
                ConnectorFaultKind.Source,
                $"{Path.Path} leads to another server than {declared.Authority}, {target?.Authority ?? "unknown"}: a source is read from its own server only; "
                + "where the source may say the server, its address belongs in url_base");
    }

    /// <summary>A URL with its scheme; one may also stand within a path or a query.</summary>
    public static bool IsAbsolute(string path)
    {
        var scheme = path.IndexOf("://", StringComparison.Ordinal);
        return scheme > 0 && char.IsAsciiLetter(path[0]) && path.AsSpan(0, scheme).IndexOfAnyExcept(SchemeLetters) < 0;
    }

    /// <summary>One slash between a base and a path.</summary>
    public static string Join(string address, string path) => IsAbsolute(path)
        ? path
        : path.StartsWith('?') ? address + path : $"{address.TrimEnd('/')}/{path.TrimStart('/')}";

    private static HttpRequester? Compile(Component c)
    {
        var url = c.Has("url") ? c.Template("url") : c.Template("url_base");
        if (url is null) c.Error("", "HttpRequester needs url, or url_base and path");
        var method = c.Text("http_method")?.ToUpperInvariant() switch
        {
            null or "GET" => HttpMethod.Get,
            "POST" => HttpMethod.Post,
            "PUT" => HttpMethod.Put,
            "PATCH" => HttpMethod.Patch,
            "DELETE" => HttpMethod.Delete,
            _ => null,
        };
        if (method is null) c.Error("http_method", "one of GET, POST, PUT, PATCH, DELETE");

        var authenticator = c.Child("authenticator", Authenticators.Kinds);
        var errorHandler = c.Child("error_handler", ErrorHandlers.Kinds);
        var (json, data) = RequestBodies.Compile(c);
        var properties = QueryProperties.OfRequester(c);
        return url is null || method is null
            ? null
            : new(url, c.Has("url") ? null : c.Template("path"), method, authenticator ?? NoAuth.Instance,
                RequestParameters(c), c.Tree("request_headers"), json, data, errorHandler ?? DefaultErrorHandler.Standard, c.Flag("use_cache"), properties);
    }

    /// <summary>The parameters that are templates; the one that lists properties is set for each chunk of them.</summary>
    private static InterpolatedTree? RequestParameters(Component c) => c.Tree("request_parameters") switch
    {
        InterpolatedTree.Map map when QueryProperties.Parameter(c) is { } listed => new InterpolatedTree.Map([.. map.Fields.Where(f => f.Key.Text != listed)]),
        var tree => tree,
    };
}
