using ControlPlane.Activation.Activations;
using ControlPlane.Activation.Tenants;
using ControlPlane.Contracts;
using ControlPlane.Contracts.Tenants.Spec;
using ControlPlane.Reconciliation;
using Microsoft.Extensions.Options;

namespace ControlPlane.Activation.Destinations;

/// <summary>Finds where an activation goes, from the newest spec: an address or token changed meanwhile counts at once.</summary>
internal sealed class DestinationFactory(IHttpClientFactory clients, TenantSecrets secrets, IOptions<ActivationOptions> options, TimeProvider time)
{
    /// <exception cref="Fault">The connection is not configured (any more), or its address or secret is not usable.</exception>
    public async Task<HttpJsonDestination> OpenAsync(TenantId tenant, TenantSpec spec, ActivationDefinition definition, Guid run, CancellationToken cancellationToken)
    {
        var name = definition.Destination.Connection;
        if (!spec.Activations.Connections.TryGetValue(name, out var connection))
            throw new Fault(FaultKind.Rejected, "NotConfigured", $"Connection {name} is not configured any more: set activations.connections.{name} in the tenant's spec.");
        if (!Uri.TryCreate($"{connection.Url.TrimEnd('/')}{definition.Destination.Path}", UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            throw new Fault(FaultKind.Rejected, "AddressInvalid", $"activations.connections.{name}.url is not an http or https address.");
        var token = connection.Token is null ? null : await secrets.GetAsync(tenant, connection.Token, cancellationToken);
        return new HttpJsonDestination(clients.CreateClient(HttpJsonDestination.ClientName), address, token, definition.Destination.IdProperty, $"{tenant}/{definition.Name}/{run}", options.Value, time);
    }
}
