using ControlPlane.Connectors.Interpolation;
using ControlPlane.Connectors.Manifests;
using ControlPlane.Connectors.Retrievers;

namespace ControlPlane.Connectors.Requests.Authentication;

/// <summary>A bearer token that is fetched from the token endpoint and renewed when it expires or is refused.</summary>
/// <param name="Value">A token to begin with; null when there is none.</param>
/// <param name="Expiry">When the token to begin with expires; without it, it is taken for expired.</param>
/// <param name="Refresh">Null when the token cannot be renewed: <paramref name="Value"/> is all there is.</param>
/// <param name="Updater">Null unless each refresh token is good for one use only.</param>
internal sealed record OAuthAuthenticator(Interpolated? Value, Interpolated? Expiry, OAuthRefresh? Refresh, RefreshTokenUpdater? Updater) : IAuthenticator
{
    public static OAuthAuthenticator? Compile(Component c)
    {
        var value = c.Template("access_token_value");
        if (!c.Has("token_refresh_endpoint"))
        {
            if (value is null) c.Error("", "OAuthAuthenticator needs token_refresh_endpoint, or access_token_value for a token that is never renewed");
            return value is null ? null : new(value, null, null, null);
        }

        var updater = c.Part("refresh_token_updater") is { } part ? RefreshTokenUpdater.Compile(part) : null;
        var refresh = OAuthRefresh.Compile(c, updater);
        return refresh is null ? null : new(value, c.Template("token_expiry_date"), refresh, updater);
    }

    public async ValueTask ApplyAsync(RequestDraft draft, Scope scope, ReadContext context, CancellationToken cancellationToken)
    {
        var token = Refresh is null ? Value!.Render(scope) : (await TokenAsync(Refresh, scope, context, cancellationToken)).Value;
        context.Redactor.Add(token);
        draft.SetHeader("Authorization", $"Bearer {token}");
    }

    public IEnumerable<string> Secrets(Scope scope) =>
    [
        .. Value is null ? [] : (string[])[Value.Render(scope)],
        .. Refresh?.Secrets(scope) ?? [],
        .. Updater?.Secrets(scope) ?? [],
    ];

    public bool Renew(RequestDraft rejected, Scope scope, ReadContext context)
    {
        if (Refresh is null || !rejected.Headers.TryGetValue("Authorization", out var header) || !header.StartsWith("Bearer ", StringComparison.Ordinal)) return false;
        context.Runtime.Tokens.Reject(Credential(Refresh, scope), header["Bearer ".Length..]);
        return true;
    }

    private ValueTask<AccessToken> TokenAsync(OAuthRefresh refresh, Scope scope, ReadContext context, CancellationToken cancellationToken)
    {
        var credential = Credential(refresh, scope);
        return context.Runtime.Tokens.GetAsync(
            credential,
            context.Time,
            async (before, cancel) =>
            {
                // Another process may have used up the refresh token that this one knows.
                if (before is not { IsUnsaved: true } && await StoredAsync(credential, context, cancel) is { } stored && stored.RefreshToken != before?.RefreshToken)
                    before = stored;
                before ??= Declared(scope);
                if (before is not null && context.Time.GetUtcNow() < before.ExpiresAt) return before;
                foreach (var secret in new[] { before?.Value, before?.RefreshToken }) context.Redactor.Add(secret);
                try
                {
                    var token = await refresh.RequestAsync(before, scope, context, cancel);
                    return Saves(context) ? token with { IsUnsaved = true } : token;
                }
                catch (ConnectorException) when (Saves(context))
                {
                    // Another process may have been a moment faster; then its token is the one.
                    if (await StoredAsync(credential, context, cancel) is { } won && won.RefreshToken != before?.RefreshToken && context.Time.GetUtcNow() < won.ExpiresAt) return won;
                    throw;
                }
            },
            cancellationToken,

            // Whoever no longer waits for the token must not be the reason that it is lost.
            token => context.Runtime.TokenStore!.SaveAsync(
                credential, new(token.Value, token.RefreshToken, token.ExpiresAt), Updater!.Updated(scope, token), CancellationToken.None));
    }

    private bool Saves(ReadContext context) => Updater is not null && context.Runtime.TokenStore is not null;

    // The token to begin with is part of the name, so that a config whose owner signed in again starts anew.
    private string Credential(OAuthRefresh refresh, Scope scope) => AccessTokens.Credential(
        [refresh.Endpoint.Render(scope), .. refresh.Secrets(scope), Value?.Render(scope), .. Updater?.Secrets(scope) ?? []]);

    private async Task<AccessToken?> StoredAsync(string credential, ReadContext context, CancellationToken cancellationToken) =>
        Updater is not null && context.Runtime.TokenStore is { } store && await store.FindAsync(credential, cancellationToken) is { } found
            ? new(found.AccessToken, found.ExpiresAt, found.RefreshToken)
            : null;

    private AccessToken? Declared(Scope scope)
    {
        if (Updater is not null) return Updater.Declared(scope);
        if (Value?.Render(scope) is not { Length: > 0 } value) return null;
        return new(value, Expiry is null ? DateTimeOffset.MinValue : TokenExpiry.Read(Expiry.Render(scope), null) ?? DateTimeOffset.MinValue);
    }
}
