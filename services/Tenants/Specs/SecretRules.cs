using System.Text.Json.Nodes;
using ControlPlane.Secrets;
using ControlPlane.Tenants.Documents;

namespace ControlPlane.Tenants.Specs;

/// <summary>A spec says where a secret is kept, never what it is; and only the tenant's own. No message repeats the value.</summary>
internal static class SecretRules
{
    private const string CredentialsInside = "An address must not hold credentials; keep them in a key of their own, as a secret reference.";

    public static string? Reference(string text, SpecContext context)
    {
        var example = $"{SecretReference.Scheme}{context.Tenant}/...";
        if (!text.StartsWith(SecretReference.Scheme, StringComparison.Ordinal)) return $"Must be a reference ({example}), not the secret itself. Put the secret under PUT /v1/tenants/{context.Tenant}/secrets/...";
        if (!SecretReference.TryParse(text, out var reference)) return $"Not a secret reference: expected {example}";
        return reference.Tenant == context.Tenant.ToString() ? null : $"Refers to a secret of another tenant; only {example} is possible here.";
    }

    public static string? Url(string text, SpecContext context)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https")) return "Expected an absolute http or https address.";
        return HoldsCredentials(text) ? CredentialsInside : null;
    }

    /// <summary>Looks through a free map: keys that sound like secrets must hold references, and references must be the tenant's own.</summary>
    public static void CheckTree(string path, JsonNode? node, SpecContext context, bool secret = false)
    {
        switch (node)
        {
            case JsonObject map:
                foreach (var (key, value) in map) CheckTree(DocumentErrors.Join(path, key), value, context, secret || SecretNames.Tells(key));
                break;
            case JsonArray list:
                for (var index = 0; index < list.Count; index++) CheckTree(DocumentErrors.Join(path, index), list[index], context, secret);
                break;
            case JsonValue value when value.TryGetValue<string>(out var text):
                if (secret || text.StartsWith(SecretReference.Scheme, StringComparison.OrdinalIgnoreCase))
                {
                    if (Reference(text, context) is { } wrong) context.Errors.Add(path, wrong);
                }
                else if (HoldsCredentials(text))
                {
                    context.Errors.Add(path, CredentialsInside);
                }
                break;
            case JsonValue value when secret && value.GetValueKind() == System.Text.Json.JsonValueKind.Number:
                context.Errors.Add(path, Reference("", context)!);
                break;
            default:
                break;
        }
    }

    /// <summary>In front of the host, or as a parameter whose name tells.</summary>
    private static bool HoldsCredentials(string text)
    {
        if (!text.Contains("://", StringComparison.Ordinal) || !Uri.TryCreate(text.Trim(), UriKind.Absolute, out var url)) return false;
        return url.UserInfo.Length > 0 || $"{url.Query}&{url.Fragment}".Split('?', '&', '#', ';').Any(HoldsSecret);
    }

    private static bool HoldsSecret(string parameter)
    {
        var (name, value) = parameter.IndexOf('=', StringComparison.Ordinal) is var at and > 0 ? (parameter[..at], parameter[(at + 1)..]) : ("", "");
        return value.Length > 0 && SecretNames.TellsParameter(Uri.UnescapeDataString(name));
    }
}
