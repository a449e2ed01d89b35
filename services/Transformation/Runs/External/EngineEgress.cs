using ControlPlane.Connectors;
using ControlPlane.Connectors.Requests;
using ControlPlane.Reconciliation;
using Microsoft.Extensions.Options;

namespace ControlPlane.Transformation.Runs.External;

/// <summary>Which servers other engines may be on: a spec names any address, and what it names must not lead into the operator's own network.</summary>
internal sealed class EngineEgress(IOptions<TransformationOptions> options)
{
    private const string Setting = $"{TransformationOptions.Section}:{nameof(TransformationOptions.PrivateEngines)}";

    private readonly Egress _egress = Egress.Parse(options.Value.PrivateEngines, "an engine of models", Setting);

    /// <summary>Connects to nothing else, and by no proxy.</summary>
    public SocketsHttpHandler Guard(SocketsHttpHandler handler)
    {
        handler.ConnectCallback = _egress.ConnectAsync;
        handler.UseProxy = false;
        return handler;
    }

    /// <param name="key">Where the spec has the address.</param>
    /// <exception cref="Fault">A token, and results, would go over the network for all to read.</exception>
    public Uri Check(string key, string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var url) && (url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && _egress.Lists(url.IdnHost)))
            ? url
            : throw new Fault(FaultKind.Rejected, "AddressInvalid", $"The spec's {key} is not an https address. http is for hosts and networks that the operator lists in {Setting}.");

    /// <returns>Null where an exception has other reasons.</returns>
    public static Fault? Refusal(Exception exception, string title) => EngineFailure.Chain(exception).OfType<ConnectorException>().FirstOrDefault() is { } refusal
        ? new(FaultKind.Rejected, "AddressNotAllowed", $"{title} cannot be asked: {refusal.Message}.", refusal)
        : null;
}
