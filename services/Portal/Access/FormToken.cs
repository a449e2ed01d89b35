using Microsoft.AspNetCore.Antiforgery;

namespace ControlPlane.Portal.Access;

/// <summary>The hidden field that proves that a form came from these pages.</summary>
public sealed record FormToken(string Field, string Value)
{
    public static FormToken Of(HttpContext context, IAntiforgery antiforgery)
    {
        var tokens = antiforgery.GetAndStoreTokens(context);
        return new FormToken(tokens.FormFieldName, tokens.RequestToken!);
    }
}
