using Microsoft.Extensions.Configuration;

namespace ControlPlane.ServiceDefaults.Telemetry.Otlp;

/// <summary>The settings of OpenTelemetry that matter here, under their usual names (https://opentelemetry.io/docs/specs/otel/protocol/exporter/).</summary>
/// <param name="Endpoint"><c>OTEL_EXPORTER_OTLP_ENDPOINT</c>: the collector's base address, HTTP with protobuf.</param>
/// <param name="Headers"><c>OTEL_EXPORTER_OTLP_HEADERS</c>: <c>name=value,...</c>; may hold a secret.</param>
/// <param name="ServiceName"><c>OTEL_SERVICE_NAME</c>; null means the names of the modules in this process.</param>
internal sealed record OtlpOptions(Uri Endpoint, string? Headers, string? ServiceName)
{
    public const string EndpointKey = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>Null when no collector is configured.</summary>
    /// <exception cref="InvalidOperationException">The endpoint is no HTTP address.</exception>
    public static OtlpOptions? Read(IConfiguration configuration)
    {
        var endpoint = configuration[EndpointKey];
        if (string.IsNullOrWhiteSpace(endpoint)) return null;
        if (!Uri.TryCreate(endpoint, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            throw new InvalidOperationException($"{EndpointKey} must be the collector's base address, such as http://localhost:4318.");
        return new OtlpOptions(address, NullIfEmpty(configuration["OTEL_EXPORTER_OTLP_HEADERS"]), NullIfEmpty(configuration["OTEL_SERVICE_NAME"]));
    }

    /// <param name="signal"><c>traces</c> or <c>metrics</c>.</param>
    public Uri For(string signal) => new($"{Endpoint.GetLeftPart(UriPartial.Path).TrimEnd('/')}/v1/{signal}");

    public override string ToString() => $"OTLP to {Endpoint.Host}:{Endpoint.Port}";

    private static string? NullIfEmpty(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}
