using System.Net;
using System.Text.Json.Nodes;
using ControlPlane.Testing;
using Microsoft.AspNetCore.WebUtilities;

namespace ControlPlane.Connectors.Tests.Vendors;

/// <summary>A request as a vendor's server examines it.</summary>
internal sealed class VendorRequest(SeenRequest seen)
{
    public string Method => seen.Method;

    public string Path => seen.Path;

    /// <summary>The part of the query as it was sent, decoded once; a parameter may come several times.</summary>
    public IReadOnlyDictionary<string, string[]> Query { get; } =
        QueryHelpers.ParseQuery(seen.Query).ToDictionary(p => p.Key, p => p.Value.Select(v => v ?? "").ToArray(), StringComparer.Ordinal);

    public string? Parameter(string name) => Query.TryGetValue(name, out var values) ? values[0] : null;

    public string? Header(string name) => seen.Headers.GetValueOrDefault(name);

    public string? Bearer => Header("Authorization") is { } value && value.StartsWith("Bearer ", StringComparison.Ordinal) ? value["Bearer ".Length..] : null;

    public JsonObject? Json => JsonNode.Parse(seen.Body.Length == 0 ? "{}" : seen.Body) as JsonObject;

    public string? Form(string name) => FormFields.GetValueOrDefault(name);

    public IReadOnlyDictionary<string, string> FormFields => seen.Body.Split('&', StringSplitOptions.RemoveEmptyEntries).Select(p => p.Split('=', 2))
        .ToDictionary(p => WebUtility.UrlDecode(p[0]), p => p.Length > 1 ? WebUtility.UrlDecode(p[1]) : "", StringComparer.Ordinal);

    /// <summary>The parameters that are none of <paramref name="known"/> or come more than once.</summary>
    public string? Unknown(params string[] known) => Query.FirstOrDefault(p => !known.Contains(p.Key) || p.Value.Length > 1 && !p.Key.EndsWith("[]", StringComparison.Ordinal)).Key;
}
