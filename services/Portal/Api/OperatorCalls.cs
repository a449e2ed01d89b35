using System.Net.Http.Headers;
using ControlPlane.ServiceDefaults;
using Microsoft.Extensions.Options;

namespace ControlPlane.Portal.Api;

/// <summary>Sends each call to the APIs as the operator.</summary>
internal sealed class OperatorCalls(ApiAddress address, IOptions<ControlPlaneOptions> options) : DelegatingHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        // Known only once the server listens, so not when the client is made.
        request.RequestUri = new Uri(address.Base, request.RequestUri!.PathAndQuery.TrimStart('/'));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", options.Value.OperatorToken);
        return base.SendAsync(request, cancellationToken);
    }
}
