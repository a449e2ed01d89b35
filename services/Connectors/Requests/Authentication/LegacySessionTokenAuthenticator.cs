using System.Text.Json.Nodes;
using ControlPlane.Connectors.Errors;
using ControlPlane.Connectors.Interpolation;
using ControlPlane.Connectors.Manifests;
using ControlPlane.Connectors.Retrievers;

namespace ControlPlane.Connectors.Requests.Authentication;

/// <summary>A session token of the config as long as it is good, else one by user name and password. Its URLs are below the requester's.</summary>
internal sealed record LegacySessionTokenAuthenticator(
    Interpolated Header,
    Interpolated? SessionToken,
    Interpolated LoginUrl,
    Interpolated ValidateUrl,
    Interpolated ResponseKey,
    Interpolated? Username,
    Interpolated? Password) : IAuthenticator
{
    private static readonly TimeSpan Life = TimeSpan.FromDays(1);

    public static LegacySessionTokenAuthenticator? Compile(Component c)
    {
        var header = c.Template("header", required: true);
        var login = c.Template("login_url", required: true);
        var validate = c.Template("validate_session_url", required: true);
        var key = c.Template("session_token_response_key", required: true);
        return header is null || login is null || validate is null || key is null
            ? null
            : new(header, c.Template("session_token"), login, validate, key, c.Template("username"), c.Template("password"));
    }

    public async ValueTask ApplyAsync(RequestDraft draft, Scope scope, ReadContext context, CancellationToken cancellationToken)
    {
        var token = await context.Runtime.Tokens.GetAsync(Credential(draft, scope), context.Time, (before, cancel) => TokenAsync(before, draft, scope, context, cancel), cancellationToken);
        context.Redactor.Add(token.Value);
        draft.SetHeader(Header.Render(scope), token.Value);
    }

    public IEnumerable<string> Secrets(Scope scope) => new[] { SessionToken?.Render(scope), Password?.Render(scope) }.OfType<string>();

    public bool Renew(RequestDraft rejected, Scope scope, ReadContext context)
    {
        context.Runtime.Tokens.Reject(Credential(rejected, scope));
        return true;
    }

    private string Credential(RequestDraft draft, Scope scope) =>
        AccessTokens.Credential([draft.Base, LoginUrl.Render(scope), SessionToken?.Render(scope), Username?.Render(scope), Password?.Render(scope)]);

    private async Task<AccessToken> TokenAsync(AccessToken? before, RequestDraft draft, Scope scope, ReadContext context, CancellationToken cancellationToken)
    {
        var expires = context.Time.GetUtcNow() + Life;
        if (before is null && SessionToken?.Render(scope) is { Length: > 0 } given)
        {
            var check = new RequestDraft(HttpMethod.Get, Address(draft, ValidateUrl, scope));
            check.SetHeader(Header.Render(scope), given);
            try
            {
                await AuxiliaryRequest.SendAsync(check, DefaultErrorHandler.Standard, scope, context, cancellationToken);
                return new(given, expires);
            }
            catch (ConnectorException e) when (e.Kind == ConnectorFaultKind.Configuration && Password is not null)
            {
                // The session is over; the password opens another.
            }
        }

        if (Username?.Render(scope) is not { Length: > 0 } user || Password?.Render(scope) is not { Length: > 0 } password)
            throw new ConnectorException(ConnectorFaultKind.Configuration, "the session token is not valid and there is no user name and password: correct one or the other in the config");
        var login = new RequestDraft(HttpMethod.Post, Address(draft, LoginUrl, scope)) { Json = new JsonObject { ["username"] = user, ["password"] = password } };
        var answer = await AuxiliaryRequest.SendAsync(login, DefaultErrorHandler.Standard, scope, context, cancellationToken);
        var key = ResponseKey.Render(scope);
        return (answer as JsonObject)?[key] is { } token
            ? new(token.ToString(), expires)
            : throw new ConnectorException(ConnectorFaultKind.Source, $"the login answered without '{key}'; look at session_token_response_key");
    }

    private static string Address(RequestDraft draft, Interpolated path, Scope scope) => HttpRequester.Join(draft.Base ?? "", path.Render(scope));
}
