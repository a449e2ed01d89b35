using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace ControlPlane.Contracts;

/// <summary>
/// One client in one environment, written <c>acme-dev</c>: the unit of isolation, quota, cost and lifecycle.
/// Every name that an outside system sees is derived here and nowhere else.
/// </summary>
[JsonConverter(typeof(TenantIdJsonConverter))]
public sealed partial record TenantId
{
    private TenantId(string client, string environment)
    {
        Client = client;
        Environment = environment;
    }

    /// <summary><c>[a-z][a-z0-9-]{1,30}</c>, not ending in a hyphen.</summary>
    public string Client { get; }

    /// <summary><c>dev</c>, <c>stage</c> or <c>prod</c>.</summary>
    public string Environment { get; }

    /// <summary>The prefix of every warehouse object: <c>ACME_DEV</c>; a hyphen in the client's name becomes an underscore.</summary>
    public string WarehousePrefix => $"{Client}_{Environment}".Replace('-', '_').ToUpperInvariant();

    /// <summary><c>ACME_DEV_RAW</c>.</summary>
    public string DatabaseName => $"{WarehousePrefix}_RAW";

    /// <summary><c>ACME_DEV_MONITOR</c>.</summary>
    public string MonitorName => $"{WarehousePrefix}_MONITOR";

    /// <exception cref="FormatException">The text is not <c>{client}-{environment}</c>.</exception>
    public static TenantId Parse(string text) =>
        TryParse(text, out var tenant) ? tenant : throw new FormatException($"'{text}' is not a tenant: expected {{client}}-{{dev|stage|prod}}, for example acme-dev.");

    public static bool TryParse(string? text, [NotNullWhen(true)] out TenantId? tenant)
    {
        var match = Pattern().Match(text ?? "");
        tenant = match.Success ? new TenantId(match.Groups["client"].Value, match.Groups["environment"].Value) : null;
        return match.Success;
    }

    /// <summary>The form used in paths, rows, messages and logs: <c>acme-dev</c>.</summary>
    public override string ToString() => $"{Client}-{Environment}";

    [GeneratedRegex(@"\A(?<client>[a-z][a-z0-9-]{0,29}[a-z0-9])-(?<environment>dev|stage|prod)\z", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}

internal sealed class TenantIdJsonConverter : JsonConverter<TenantId>
{
    public override TenantId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        TenantId.TryParse(reader.GetString(), out var tenant) ? tenant : throw new JsonException("Not a tenant: expected {client}-{dev|stage|prod}.");

    public override void Write(Utf8JsonWriter writer, TenantId value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
