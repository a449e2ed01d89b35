using ControlPlane.Clients.PowerBi.Wire;

namespace ControlPlane.Clients.PowerBi;

/// <summary>The current access token of a connection: asked for once, shared, renewed before its end.</summary>
internal sealed class AccessTokenSource(PowerBiTransport transport, PowerBiConnection connection, PowerBiClientOptions options, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim _oneAtATime = new(1, 1);

    private Token? _current;

    /// <param name="refused">A token that the API just refused, whatever its end.</param>
    /// <param name="cancellationToken">Ends the wait for the login.</param>
    public async Task<string> GetAsync(string? refused, CancellationToken cancellationToken)
    {
        if (Usable(refused) is { } held) return held;
        await _oneAtATime.WaitAsync(cancellationToken);
        try
        {
            if (Usable(refused) is { } renewedMeanwhile) return renewedMeanwhile;
            _current = await transport.RetryAsync(() => RequestAsync(cancellationToken), static exception => exception.IsTransient, cancellationToken);
            return _current.Value;
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    public void Dispose() => _oneAtATime.Dispose();

    private string? Usable(string? refused) => _current is { } token && token.Value != refused && time.GetUtcNow() < token.RenewAt ? token.Value : null;

    private async Task<Token> RequestAsync(CancellationToken cancellationToken)
    {
        var asked = time.GetUtcNow();
        var address = new Uri($"{connection.LoginUrl.AbsoluteUri.TrimEnd('/')}/{Uri.EscapeDataString(connection.TenantId)}/oauth2/v2.0/token");
        using var request = new HttpRequestMessage(HttpMethod.Post, address)
        {
            Content = new FormUrlEncodedContent(new Dictionary<string, string>
            {
                ["grant_type"] = "client_credentials",
                ["client_id"] = connection.ClientId,
                ["client_secret"] = connection.ClientSecret,
                ["scope"] = connection.Scope,
            }),
        };
        using var response = await transport.SendAsync(request, cancellationToken);
        var answer = await PowerBiTransport.ReadAsync<TokenAnswer>(response, cancellationToken);
        if (answer.AccessToken is not { Length: > 0 } value) throw new PowerBiException("Unreadable", response.StatusCode, "the login's answer holds no access token");
        var lifetime = TimeSpan.FromSeconds(Math.Max(0, answer.ExpiresIn));
        var early = options.RenewTokenBefore < lifetime / 2 ? options.RenewTokenBefore : lifetime / 2;
        return new Token(value, asked + lifetime - early);
    }

    private sealed class Token(string value, DateTimeOffset renewAt)
    {
        public string Value => value;

        public DateTimeOffset RenewAt => renewAt;
    }
}
