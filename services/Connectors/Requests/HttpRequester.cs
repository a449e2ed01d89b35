using ControlPlane.Connectors.Errors;
using ControlPlane.Connectors.Interpolation;
using ControlPlane.Connectors.Manifests;

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
    IErrorHandler ErrorHandler)
{
    public static ComponentKinds<HttpRequester> Kinds { get; } = new() { ["HttpRequester"] = Compile };

    /// <summary>A draft with everything the manifest declares but credentials and pagination.</summary>
    public RequestDraft Draft(Scope scope)
    {
        var url = Url.Render(scope);
        if (Path?.Render(scope) is { Length: > 0 } path) url = Join(url, path);
        var draft = new RequestDraft(Method, url);
        if (Parameters is InterpolatedTree.Map parameters)
            foreach (var (name, value) in parameters.Texts(scope)) draft.AddParameter(name, value);
        else if (Parameters is InterpolatedTree.Leaf text && text.Evaluate(scope) is IReadOnlyDictionary<string, object?> pairs)
            foreach (var (name, value) in pairs) draft.AddParameter(name, TemplateValues.ToText(value));
        if (Headers is InterpolatedTree.Map headers)
            foreach (var (name, value) in headers.Texts(scope)) draft.Headers[name] = value;
        if (BodyJson is not null) draft.Json = TemplateValues.ToJson(BodyJson.Evaluate(scope));
        if (BodyData is InterpolatedTree.Map form)
            foreach (var (name, value) in form.Texts(scope)) draft.SetFormField(name, value);
        else if (BodyData is InterpolatedTree.Leaf body) draft.Body = body.Template.Render(scope);
        return draft;
    }

    /// <summary>One slash between a base and a path.</summary>
    public static string Join(string address, string path) => path.Contains("://", StringComparison.Ordinal)
        ? path
        : path.StartsWith('?') ? address + path : $"{address.TrimEnd('/')}/{path.TrimStart('/')}";

    private static HttpRequester? Compile(Component c)
    {
        c.Refuse("fetch_properties_from_endpoint", "query_properties", "use_cache");
        var url = c.Has("url") ? c.Template("url") : c.Template("url_base");
        if (url is null) c.Error("", "HttpRequester needs url, or url_base and path");
        var method = c.Text("http_method")?.ToUpperInvariant() switch
        {
            null or "GET" => HttpMethod.Get,
            "POST" => HttpMethod.Post,
            _ => null,
        };
        if (method is null) c.Error("http_method", "GET or POST");

        var authenticator = c.Child("authenticator", Authenticators.Kinds);
        var errorHandler = c.Child("error_handler", ErrorHandlers.Kinds);
        var (json, data) = RequestBodies.Compile(c);
        return url is null || method is null
            ? null
            : new(url, c.Has("url") ? null : c.Template("path"), method, authenticator ?? NoAuth.Instance, c.Tree("request_parameters"),
                c.Tree("request_headers"), json, data, errorHandler ?? DefaultErrorHandler.Standard);
    }
}
