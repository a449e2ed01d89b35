using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using ControlPlane.ServiceDefaults;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Options;

namespace ControlPlane.Portal.Access;

/// <summary>
/// Who sees the pages: whoever signed in with the operator's token, and where that is set, whoever sits at this machine. The cookie is
/// a scheme of its own, which no policy of the REST APIs asks for.
/// </summary>
internal static class PortalAccess
{
    public const string Policy = "portal";
    public const string Scheme = "Portal";
    public const string CookieName = "controlplane-portal";

    private const string TokenClaim = "token";

    public static void AddPortalAccess(this IHostApplicationBuilder builder)
    {
        var options = builder.Configuration.GetSection(PortalOptions.Section).Get<PortalOptions>() ?? new PortalOptions();
        var protection = builder.Services.AddDataProtection().SetApplicationName("controlplane-portal");
        if (string.IsNullOrEmpty(options.Keys)) protection.UseEphemeralDataProtectionProvider();
        else protection.PersistKeysToFileSystem(new DirectoryInfo(options.Keys));
        builder.Services.AddAntiforgery(antiforgery =>
        {
            Harden(antiforgery.Cookie, "controlplane-form");
            antiforgery.SuppressXFrameOptionsHeader = true;
        });
        builder.Services.AddAuthentication().AddCookie(Scheme, cookie =>
        {
            Harden(cookie.Cookie, CookieName);
            (cookie.LoginPath, cookie.AccessDeniedPath, cookie.ReturnUrlParameter) = (SignIn.Path, SignIn.Path, SignIn.ReturnTo);
            (cookie.ExpireTimeSpan, cookie.SlidingExpiration) = (options.SignInLasts, true);
            cookie.Events.OnValidatePrincipal = RejectOtherTokensAsync;
        });
        builder.Services.AddAuthorizationBuilder().AddPolicy(Policy, policy => policy.AddAuthenticationSchemes(Scheme).RequireAssertion(MaySee));
    }

    /// <summary>The operator, by proof of a token that a later change of the token takes away.</summary>
    public static ClaimsPrincipal Operator(string token) => new(new ClaimsIdentity([new Claim(TokenClaim, Fingerprint(token))], Scheme));

    public static bool IsSignedIn(this ClaimsPrincipal user) => user.Identities.Any(identity => identity is { IsAuthenticated: true, AuthenticationType: Scheme });

    private static bool MaySee(AuthorizationHandlerContext context) =>
        context.User.IsSignedIn()
        || (context.Resource is HttpContext http && http.RequestServices.GetRequiredService<IOptions<PortalOptions>>().Value.OpenOnLoopback && LoopbackRule.Allows(http));

    private static Task RejectOtherTokensAsync(CookieValidatePrincipalContext context)
    {
        var token = context.HttpContext.RequestServices.GetRequiredService<IOptions<ControlPlaneOptions>>().Value.OperatorToken;
        if (context.Principal?.FindFirstValue(TokenClaim) != Fingerprint(token)) context.RejectPrincipal();
        return Task.CompletedTask;
    }

    private static void Harden(CookieBuilder cookie, string name)
    {
        (cookie.Name, cookie.Path, cookie.HttpOnly, cookie.IsEssential) = (name, "/", true, true);
        (cookie.SameSite, cookie.SecurePolicy) = (SameSiteMode.Strict, CookieSecurePolicy.SameAsRequest);
    }

    private static string Fingerprint(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"portal:{token}"))[..16]);
}
