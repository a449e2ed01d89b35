using System.Text.Json.Nodes;

namespace ControlPlane.Connectors;

/// <summary>The tokens that stand for a credential since they were last refreshed.</summary>
/// <param name="RefreshToken">What the next refresh needs; the one before may be void by now.</param>
public sealed record RefreshedTokens(string AccessToken, string? RefreshToken, DateTimeOffset ExpiresAt);

/// <summary>
/// Keeps what a refresh changed where a refresh token is good for one use only (<c>refresh_token_updater</c>). Who loses the new one has
/// to ask the source's owner to sign in again, so it is saved before it is used. One store belongs to one tenant.
/// </summary>
public interface ITokenStore
{
    /// <summary>Null when nothing was saved for this credential.</summary>
    /// <param name="credential">A hash that names the refresh token of the config: a config with another one has another name.</param>
    Task<RefreshedTokens?> FindAsync(string credential, CancellationToken cancellationToken);

    /// <param name="config">The whole config with the new tokens in their places, as a connector's control message carries it.</param>
    Task SaveAsync(string credential, RefreshedTokens tokens, JsonObject config, CancellationToken cancellationToken);
}
