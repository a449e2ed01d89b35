using System.Globalization;
using Microsoft.AspNetCore.Http.Headers;

namespace ControlPlane.Tenants.Records;

/// <summary><c>If-None-Match: *</c> and <c>If-Match: "3"</c>, where the tag is the generation.</summary>
internal static class Preconditions
{
    /// <summary>Null when a header cannot be understood.</summary>
    public static DeclarationGuard? Read(RequestHeaders headers)
    {
        var createOnly = headers.IfNoneMatch.Any(tag => tag.Tag == "*");
        if (headers.IfNoneMatch.Count > 0 && !createOnly) return null;
        if (headers.IfMatch.Count == 0 || headers.IfMatch.Any(tag => tag.Tag == "*")) return new DeclarationGuard(createOnly, null);
        return headers.IfMatch.Count == 1 && long.TryParse(headers.IfMatch[0].Tag.AsSpan().Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var generation)
            ? new DeclarationGuard(createOnly, generation)
            : null;
    }

    public static string Tag(long generation) => $"\"{generation.ToString(CultureInfo.InvariantCulture)}\"";
}
