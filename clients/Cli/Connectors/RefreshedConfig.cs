using System.Text.Json.Nodes;
using ControlPlane.Cli.Protocol;
using ControlPlane.Connectors;

namespace ControlPlane.Cli.Connectors;

/// <summary>Hands each config with new tokens to whoever keeps it; a refresh token that is good for one use must not be lost.</summary>
internal sealed class RefreshedConfig(ProtocolOutput output, TimeProvider time) : ITokenStore
{
    public Task<RefreshedTokens?> FindAsync(string credential, CancellationToken cancellationToken) => Task.FromResult<RefreshedTokens?>(null);

    public Task SaveAsync(string credential, RefreshedTokens tokens, JsonObject config, CancellationToken cancellationToken)
    {
        output.Write(Messages.ConnectorConfig(config, time.GetUtcNow()));
        return Task.CompletedTask;
    }
}
