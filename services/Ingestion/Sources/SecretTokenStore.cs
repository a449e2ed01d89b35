using System.Text.Json;
using System.Text.Json.Nodes;
using ControlPlane.Connectors;
using ControlPlane.Contracts;
using ControlPlane.Secrets;

namespace ControlPlane.Ingestion.Sources;

/// <summary>Keeps a tenant's rotated refresh tokens among its secrets, under <c>oauth/{credential}</c>: encrypted, and gone with the tenant.</summary>
internal sealed class SecretTokenStore(ISecretStore secrets, TenantId tenant) : ITokenStore
{
    public async Task<RefreshedTokens?> FindAsync(string credential, CancellationToken cancellationToken) =>
        await secrets.FindAsync(Reference(credential), cancellationToken) is { } kept ? JsonSerializer.Deserialize<RefreshedTokens>(kept) : null;

    /// <summary>The config keeps its references to secrets: only the tokens are kept, and found by the credential that the config names.</summary>
    public Task SaveAsync(string credential, RefreshedTokens tokens, JsonObject config, CancellationToken cancellationToken) =>
        secrets.SetAsync(Reference(credential), JsonSerializer.Serialize(tokens), cancellationToken);

    private SecretReference Reference(string credential) => new(tenant.ToString(), $"oauth/{credential}");
}
