using System.Text.Json;
using System.Text.Json.Nodes;
using ControlPlane.Contracts;
using ControlPlane.Contracts.Tenants.Spec;
using ControlPlane.Connectors;
using ControlPlane.Reconciliation;
using ControlPlane.Secrets;

namespace ControlPlane.Ingestion.Sources;

/// <summary>A source's config with its secrets in place: made just before reading, kept nowhere.</summary>
/// <param name="Redactor">Knows every secret that was put in.</param>
internal sealed record SourceConfig(JsonObject Values, SecretRedactor Redactor)
{
    /// <exception cref="Fault">A secret is missing, or is another tenant's.</exception>
    public static async Task<SourceConfig> ResolveAsync(ISecretStore secrets, TenantId tenant, SourceSpec source, CancellationToken cancellationToken)
    {
        var redactor = SecretRedactor.For([], null);
        var values = Declared(source);
        foreach (var (place, reference) in References(values).ToList())
        {
            var value = await FindAsync(secrets, tenant, reference, cancellationToken);
            redactor.Add(value);
            place.ReplaceWith(value);
        }
        return new SourceConfig(values, redactor);
    }

    private static async Task<string> FindAsync(ISecretStore secrets, TenantId tenant, string text, CancellationToken cancellationToken)
    {
        if (!SecretReference.TryParse(text, out var reference) || reference.Tenant != tenant.ToString())
            throw new Fault(FaultKind.Rejected, "SecretNotAllowed", $"'{text}' is not a secret of {tenant}; write secret://{tenant}/{{path}}.");
        return await secrets.FindAsync(reference, cancellationToken)
            ?? throw new Fault(FaultKind.Rejected, "SecretMissing", $"There is no secret {reference}; set it and sync again.");
    }

    private static IEnumerable<(JsonNode Place, string Reference)> References(JsonNode? node) => node switch
    {
        JsonObject map => map.SelectMany(entry => References(entry.Value)),
        JsonArray list => list.SelectMany(References),
        JsonValue value when value.TryGetValue(out string? text) && text.StartsWith(SecretReference.Scheme, StringComparison.Ordinal) => [(value, text)],
        _ => [],
    };

    /// <summary>The config as the spec has it: references stand where secrets belong.</summary>
    public static JsonObject Declared(SourceSpec source) => source.Config.ValueKind == JsonValueKind.Object ? JsonObject.Create(source.Config)! : [];
}
