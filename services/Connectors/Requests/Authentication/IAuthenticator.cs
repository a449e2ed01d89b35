using ControlPlane.Connectors.Interpolation;
using ControlPlane.Connectors.Manifests;
using ControlPlane.Connectors.Retrievers;

namespace ControlPlane.Connectors.Requests.Authentication;

/// <summary>Puts credentials into requests, and names them so that they can be kept out of messages.</summary>
internal interface IAuthenticator
{
    /// <summary>Signs the request, and may ask the source for a token first. Asked anew before every attempt.</summary>
    ValueTask ApplyAsync(RequestDraft draft, Scope scope, ReadContext context, CancellationToken cancellationToken);

    /// <summary>What the config holds of it.</summary>
    IEnumerable<string> Secrets(Scope scope);

    /// <summary>The source did not accept a request that was signed. True when the next one will be signed with something else.</summary>
    bool Renew(RequestDraft rejected, Scope scope, ReadContext context) => false;

    /// <summary>Looks at what a response to a signed request says of the credentials.</summary>
    /// <returns>True when other credentials can carry the request without a wait.</returns>
    bool Observe(HttpResponseMessage response, RequestDraft draft, Scope scope, ReadContext context) => false;
}

internal static class Authenticators
{
    public static ComponentKinds<IAuthenticator> Kinds { get; } = new()
    {
        ["NoAuth"] = _ => NoAuth.Instance,
        ["BearerAuthenticator"] = BearerAuthenticator.Compile,
        ["ApiKeyAuthenticator"] = ApiKeyAuthenticator.Compile,
        ["BasicHttpAuthenticator"] = BasicHttpAuthenticator.Compile,
        ["JwtAuthenticator"] = JwtAuthenticator.Compile,
        ["OAuthAuthenticator"] = OAuthAuthenticator.Compile,
        ["SessionTokenAuthenticator"] = SessionTokenAuthenticator.Compile,
        ["LegacySessionTokenAuthenticator"] = LegacySessionTokenAuthenticator.Compile,
        ["SelectiveAuthenticator"] = SelectiveAuthenticator.Compile,
    };
}
