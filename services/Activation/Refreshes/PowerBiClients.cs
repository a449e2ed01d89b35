using System.Collections.Concurrent;
using ControlPlane.Activation.Tenants;
using ControlPlane.Clients.PowerBi;
using ControlPlane.Contracts;
using ControlPlane.Contracts.Tenants.Spec;
using ControlPlane.Reconciliation;

namespace ControlPlane.Activation.Refreshes;

/// <summary>A client per tenant and connection, kept for as long as its settings stay: it holds the access token.</summary>
internal sealed class PowerBiClients(IHttpClientFactory clients, TenantSecrets secrets, TimeProvider time) : IDisposable
{
    public const string ClientName = "activation-powerbi";

    /// <summary>Short tries: longer waits are left to the queue, which holds no worker meanwhile.</summary>
    private static readonly PowerBiClientOptions Options = new() { MaxAttempts = 3, MaxBackoff = TimeSpan.FromSeconds(5) };

    private readonly ConcurrentDictionary<(TenantId Tenant, string Connection), (PowerBiConnection Settings, PowerBiClient Client)> _clients = new();

    /// <exception cref="Fault">The connection is not configured (any more), or its addresses or secret are not usable.</exception>
    public async Task<PowerBiClient> OpenAsync(TenantId tenant, TenantSpec spec, string connection, CancellationToken cancellationToken)
    {
        if (!spec.Refreshes.Connections.TryGetValue(connection, out var declared))
            throw new Fault(FaultKind.Rejected, "NotConfigured", $"Connection {connection} is not configured any more: set refreshes.connections.{connection} in the tenant's spec.");
        var settings = new PowerBiConnection
        {
            ApiUrl = Address(connection, "apiUrl", declared.ApiUrl),
            LoginUrl = Address(connection, "loginUrl", declared.LoginUrl),
            TenantId = declared.TenantId,
            ClientId = declared.ClientId,
            ClientSecret = await secrets.GetAsync(tenant, declared.ClientSecret, cancellationToken),
        };
        if (declared.Scope is { } scope) settings = settings with { Scope = scope };
        return _clients.AddOrUpdate((tenant, connection), _ => (settings, Create(settings)), (_, kept) => kept.Settings == settings ? kept : (settings, Create(settings))).Client;
    }

    /// <summary>Lets go of the tokens of a tenant that is offboarded.</summary>
    public void Forget(TenantId tenant)
    {
        foreach (var key in _clients.Keys.Where(key => key.Tenant == tenant))
            if (_clients.TryRemove(key, out var entry)) entry.Client.Dispose();
    }

    public void Dispose()
    {
        foreach (var (_, client) in _clients.Values) client.Dispose();
    }

    private PowerBiClient Create(PowerBiConnection settings) => new(clients.CreateClient(ClientName), settings, Options, time);

    private static Uri Address(string connection, string name, string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            ? address
            : throw new Fault(FaultKind.Rejected, "AddressInvalid", $"refreshes.connections.{connection}.{name} is not an http or https address.");
}
