using System.Text.Json.Nodes;
using ControlPlane.Connectors.Interpolation;
using ControlPlane.Connectors.Manifests;
using ControlPlane.Connectors.Retrievers;

namespace ControlPlane.Connectors.Requests.Authentication;

/// <summary>How an access token is asked for, and what the answer means.</summary>
internal sealed record OAuthRefresh
{
    private const string JwtBearer = "urn:ietf:params:oauth:grant-type:jwt-bearer";
    private static readonly TimeSpan UsualLife = TimeSpan.FromHours(1);

    public required Interpolated Endpoint { get; init; }

    public required IReadOnlyDictionary<string, Interpolated> Named { get; init; }

    public RefreshTokenUpdater? Updater { get; init; }

    public InterpolatedTree? Body { get; init; }

    public InterpolatedTree? Headers { get; init; }

    /// <summary>Everything stands in the query of the URL, the body is empty.</summary>
    public bool InQuery { get; init; }

    public IReadOnlyList<Interpolated> Scopes { get; init; } = [];

    /// <summary>Null when the answer tells seconds of life; else a point in time, in this format unless it is ISO 8601.</summary>
    public string? ExpiryFormat { get; init; }

    /// <summary>Null unless a signed assertion stands for the client's credentials.</summary>
    public JwtAuthenticator? Assertion { get; init; }

    public required RefreshTokenErrors Errors { get; init; }

    public static OAuthRefresh? Compile(Component c, RefreshTokenUpdater? updater)
    {
        var endpoint = c.Template("token_refresh_endpoint", required: true);
        var assertion = c.Child("profile_assertion", new ComponentKinds<JwtAuthenticator> { ["JwtAuthenticator"] = JwtAuthenticator.Compile });
        var asserts = c.Flag("use_profile_assertion");
        if (asserts && assertion is null) c.Error("", "OAuthAuthenticator needs profile_assertion when use_profile_assertion is set");
        if (!asserts && !(c.Has("client_id") && c.Has("client_secret")) && updater is null) c.Error("", "OAuthAuthenticator needs client_id and client_secret");
        if (!asserts && (c.Text("grant_type") ?? "refresh_token") == "refresh_token" && !c.Has("refresh_token") && updater is null)
            c.Error("", "OAuthAuthenticator needs refresh_token unless its grant_type is another one");

        var named = new Dictionary<string, Interpolated>(StringComparer.Ordinal);
        foreach (var field in new[]
        {
            "client_id_name", "client_id", "client_secret_name", "client_secret", "refresh_token_name", "refresh_token",
            "access_token_name", "expires_in_name", "grant_type_name", "grant_type",
        })
            if (c.Template(field) is { } template) named[field] = template;

        return endpoint is null
            ? null
            : new()
            {
                Endpoint = endpoint,
                Named = named,
                Updater = updater,
                Body = c.Tree("refresh_request_body"),
                Headers = c.Tree("refresh_request_headers"),
                InQuery = c.Flag("send_refresh_request_as_query_params"),
                Scopes = c.Templates("scopes"),
                ExpiryFormat = c.Text("token_expiry_date_format"),
                Assertion = asserts ? assertion : null,
                Errors = RefreshTokenErrors.Compile(c),
            };
    }

    public IEnumerable<string> Secrets(Scope scope) =>
        new[] { Text("client_id", scope), Text("client_secret", scope), Text("refresh_token", scope) }.OfType<string>().Concat(Assertion?.Secrets(scope) ?? []);

    /// <param name="before">The token that expired or was refused; null when there was none.</param>
    /// <exception cref="ConnectorException">The endpoint refuses, cannot be reached, or answers without a token.</exception>
    public async Task<AccessToken> RequestAsync(AccessToken? before, Scope scope, ReadContext context, CancellationToken cancellationToken)
    {
        var refreshToken = Updater is null ? Text("refresh_token", scope) : before?.RefreshToken;
        var draft = Draft(refreshToken, scope, context);
        var answer = await AuxiliaryRequest.SendAsync(draft, Errors, scope, context, cancellationToken);
        var name = Text("access_token_name", scope) ?? "access_token";
        if (TokenResponse.Find(answer, name) is not { Length: > 0 } value)
            throw new ConnectorException(
                ConnectorFaultKind.Source, $"{draft.Method} {draft.BuildUri().GetLeftPart(UriPartial.Path)}: the answer to the refresh of the access token has no '{name}'; look at access_token_name");

        var next = TokenResponse.Find(answer, Updater?.RefreshTokenName ?? Text("refresh_token_name", scope) ?? "refresh_token");
        context.Redactor.Add(value);
        context.Redactor.Add(next);
        return new(value, Expiry(answer, before, scope, context.Time.GetUtcNow()), next ?? refreshToken);
    }

    private RequestDraft Draft(string? refreshToken, Scope scope, ReadContext context)
    {
        var endpoint = Endpoint.Render(scope);
        if (endpoint.Length == 0) throw new ConnectorException(ConnectorFaultKind.Configuration, $"{Endpoint.Path} is empty: it must be the URL of the token endpoint");
        var draft = new RequestDraft(HttpMethod.Post, endpoint);
        if (Headers is InterpolatedTree.Map headers)
            foreach (var (name, value) in headers.Texts(scope)) draft.SetHeader(name, value);
        foreach (var (name, value) in Arguments(refreshToken, scope, context, draft.Headers.ContainsKey("Authorization")))
        {
            if (InQuery) draft.AddParameter(name, value);
            else draft.AddFormField(name, value);
        }

        return draft;
    }

    private List<KeyValuePair<string, string>> Arguments(string? refreshToken, Scope scope, ReadContext context, bool credentialsInHeader)
    {
        var grantName = Text("grant_type_name", scope) ?? "grant_type";
        if (Assertion is not null) return [new(grantName, JwtBearer), new("assertion", Assertion.Token(scope, context))];
        var arguments = new List<KeyValuePair<string, string>> { new(grantName, Text("grant_type", scope) ?? "refresh_token") };
        if (!credentialsInHeader)
        {
            arguments.Add(new(Text("client_id_name", scope) ?? "client_id", Client("client_id", scope) ?? ""));
            arguments.Add(new(Text("client_secret_name", scope) ?? "client_secret", Client("client_secret", scope) ?? ""));
        }

        if (refreshToken is not null) arguments.Add(new(Updater?.RefreshTokenName ?? Text("refresh_token_name", scope) ?? "refresh_token", refreshToken));
        arguments.AddRange(Scopes.Select(s => new KeyValuePair<string, string>("scopes", s.Render(scope))));
        if (Body is InterpolatedTree.Map more)
        {
            var taken = arguments.Select(a => a.Key).ToHashSet();
            arguments.AddRange(more.Texts(scope).Where(field => !taken.Contains(field.Key)));
        }

        return arguments;
    }

    private string? Client(string field, Scope scope) => (Updater is null ? null : ConfigPath.Text(scope, ["credentials", field])) ?? Text(field, scope);

    private DateTimeOffset Expiry(JsonNode? answer, AccessToken? before, Scope scope, DateTimeOffset now)
    {
        var name = Text("expires_in_name", scope) ?? "expires_in";
        if (TokenResponse.Find(answer, name) is not { } told) return before is not null && now < before.ExpiresAt ? before.ExpiresAt : now + UsualLife;
        return (ExpiryFormat is null ? TokenExpiry.After(told, now) : TokenExpiry.Read(told, ExpiryFormat)) ?? throw new ConnectorException(
            ConnectorFaultKind.Source,
            ExpiryFormat is null
                ? $"the token endpoint says '{name}': '{told}', which is no number of seconds; a point in time needs token_expiry_date_format"
                : $"the token endpoint says '{name}': '{told}', which is no time in the format {ExpiryFormat}; look at token_expiry_date_format");
    }

    private string? Text(string field, Scope scope) => Named.GetValueOrDefault(field)?.Render(scope);
}
