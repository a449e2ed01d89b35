using System.Text.Json.Nodes;
using ControlPlane.Connectors.Incremental;
using ControlPlane.Connectors.Interpolation;
using ControlPlane.Connectors.Manifests;
using ControlPlane.Connectors.Retrievers;

namespace ControlPlane.Connectors.Requests.Authentication;

/// <summary>Logs in, and sends the token of the session with each request.</summary>
/// <param name="Life">How long a session lasts; null for a new one with every request.</param>
/// <param name="Option">Where the token goes; null for <c>Authorization: Bearer</c>.</param>
/// <param name="Template">How the token is written there; null for itself.</param>
internal sealed record SessionTokenAuthenticator(
    HttpRequester Login, IReadOnlyList<string> TokenPath, IsoDuration? Life, RequestOption? Option, Interpolated? Template) : IAuthenticator
{
    private static ComponentKinds<Component> RequestKinds { get; } = new() { ["ApiKey"] = c => c, ["Bearer"] = c => c };

    private static ComponentKinds<Component> Decoders { get; } = new() { ["JsonDecoder"] = c => c };

    public static SessionTokenAuthenticator? Compile(Component c)
    {
        var login = c.Child("login_requester", HttpRequester.Kinds, required: true);
        var path = c.Templates("session_token_path", required: true).Select(p => p.Text).ToList();
        var request = c.Child("request_authentication", RequestKinds, required: true);
        c.Child("decoder", Decoders);
        IsoDuration? life = null;
        if (c.Text("expiration_duration") is { } text)
        {
            if (IsoDuration.TryParse(text, out var duration)) life = duration;
            else c.Error("expiration_duration", $"'{text}' is not an ISO 8601 duration");
        }

        if (login is null || path.Count == 0 || request is null) return null;
        return request.TypeName == "Bearer"
            ? new(login, path, life, null, null)
            : request.Child("inject_into", RequestOption.Kinds, required: true) is { } option ? new(login, path, life, option, request.Template("api_token")) : null;
    }

    public async ValueTask ApplyAsync(RequestDraft draft, Scope scope, ReadContext context, CancellationToken cancellationToken)
    {
        var token = Life is null
            ? await LogInAsync(scope, context, cancellationToken)
            : await context.Runtime.Tokens.GetAsync(Credential(scope), context.Time, (_, cancel) => LogInAsync(scope, context, cancel), cancellationToken);
        context.Redactor.Add(token.Value);
        if (Option is null)
        {
            draft.SetHeader("Authorization", $"Bearer {token.Value}");
        }
        else
        {
            var text = Template?.Render(scope.With("session_token", token.Value)) ?? token.Value;
            Option.Inject(draft, text, text, scope);
        }
    }

    public IEnumerable<string> Secrets(Scope scope) => Login.Authenticator.Secrets(scope);

    public bool Renew(RequestDraft rejected, Scope scope, ReadContext context)
    {
        context.Runtime.Tokens.Reject(Credential(scope));
        return true;
    }

    // All of the login: user name and password may stand in its body.
    private string Credential(Scope scope) => AccessTokens.Credential([Login.Draft(scope).Signature(), .. Login.Authenticator.Secrets(scope)]);

    private async Task<AccessToken> LogInAsync(Scope scope, ReadContext context, CancellationToken cancellationToken)
    {
        var answer = await AuxiliaryRequest.SendAsync(Login, scope, context, cancellationToken);
        var value = answer?.Json;
        foreach (var name in TokenPath) value = value is JsonArray list && int.TryParse(name, out var at) ? list.ElementAtOrDefault(at) : (value as JsonObject)?[name];
        if (value is null)
            throw new ConnectorException(
                ConnectorFaultKind.Source, $"the login answered without a session token at {string.Join('.', TokenPath)}; look at login_requester and session_token_path");
        return new(TemplateValues.ToText(TemplateValues.FromJson(value)), Life?.AddTo(context.Time.GetUtcNow()) ?? DateTimeOffset.MinValue);
    }
}
