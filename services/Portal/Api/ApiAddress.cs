using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;

namespace ControlPlane.Portal.Api;

/// <summary>Where the REST APIs are: where the setting says, else where this process itself listens.</summary>
internal sealed class ApiAddress(IOptions<PortalOptions> options, IServer server)
{
    /// <summary>Ends with a slash.</summary>
    /// <exception cref="HttpRequestException">There is no setting, and the process listens nowhere.</exception>
    public Uri Base => WithSlash(options.Value.Api ?? Own());

    private Uri Own()
    {
        var addresses = server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
        // Plain HTTP first: a certificate is made out for the name that others use.
        var address = addresses.OrderBy(address => address.StartsWith("https:", StringComparison.OrdinalIgnoreCase)).FirstOrDefault()
            ?? throw new HttpRequestException("This process listens nowhere; set Portal:Api.");
        var binding = BindingAddress.Parse(address);
        var host = binding.Host is "+" or "*" or "0.0.0.0" ? "127.0.0.1" : binding.Host is "[::]" ? "[::1]" : binding.Host;
        return new Uri($"{binding.Scheme}://{host}:{binding.Port}{binding.PathBase}");
    }

    private static Uri WithSlash(Uri address) => address.AbsoluteUri.EndsWith('/') ? address : new Uri(address.AbsoluteUri + "/");
}
