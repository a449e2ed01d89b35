using System.Security.Cryptography;
using System.Text;
using ControlPlane.Portal.Pages;
using ControlPlane.ServiceDefaults;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace ControlPlane.Portal.Access;

/// <summary>The form that takes the operator's token and gives a cookie for it.</summary>
internal static partial class SignIn
{
    public const string Path = "/sign-in";
    public const string ReturnTo = "return";

    /// <summary>More than any token; a longer form is not read.</summary>
    private const int MaxFormBytes = 16 * 1024;

    public static void MapSignIn(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Path, Show);
        routes.MapPost(Path, EnterAsync).WithMetadata(new Microsoft.AspNetCore.Mvc.RequestSizeLimitAttribute(MaxFormBytes));
        routes.MapPost("/sign-out", LeaveAsync).RequireAuthorization(PortalAccess.Policy);
    }

    private static RazorComponentResult Show(HttpContext context, IAntiforgery antiforgery) =>
        Form(context, antiforgery, context.Request.Query[ReturnTo], null, StatusCodes.Status200OK);

    private static async Task<IResult> EnterAsync(
        HttpContext context, IAntiforgery antiforgery, IOptions<ControlPlaneOptions> options, ILogger<PortalModule> logger, CancellationToken cancellationToken)
    {
        if (!context.Request.HasFormContentType || !await antiforgery.IsRequestValidAsync(context))
            return Form(context, antiforgery, null, "The form was out of date. Please try again.", StatusCodes.Status400BadRequest);
        var form = await context.Request.ReadFormAsync(cancellationToken);
        string? returnTo = form[ReturnTo];
        var token = options.Value.OperatorToken;
        if (!CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(form["token"].ToString().Trim()), Encoding.UTF8.GetBytes(token)))
        {
            Log.Refused(logger, context.Connection.RemoteIpAddress?.ToString() ?? "unknown");
            return Form(context, antiforgery, returnTo, "That is not the operator's token.", StatusCodes.Status401Unauthorized);
        }
        await context.SignInAsync(PortalAccess.Scheme, PortalAccess.Operator(token));
        return TypedResults.LocalRedirect(Local(returnTo));
    }

    private static async Task<IResult> LeaveAsync(HttpContext context, IAntiforgery antiforgery)
    {
        if (!context.Request.HasFormContentType || !await antiforgery.IsRequestValidAsync(context)) return TypedResults.LocalRedirect("/");
        await context.SignOutAsync(PortalAccess.Scheme);
        return TypedResults.LocalRedirect(Path);
    }

    private static RazorComponentResult Form(HttpContext context, IAntiforgery antiforgery, string? returnTo, string? error, int status) =>
        new RazorComponentResult<SignInPage>(new
        {
            ReturnTo = Local(returnTo),
            Error = error,
            FormToken = FormToken.Of(context, antiforgery),
        })
        { StatusCode = status };

    /// <summary>Only ever a page of this site.</summary>
    private static string Local(string? address) =>
        address is ['/'] or ['/', not ('/' or '\\'), ..] && !address.Any(char.IsControl) ? address : "/";

    private static partial class Log
    {
        [LoggerMessage(8000, LogLevel.Warning, "A wrong token was given to the sign-in page from {Address}")]
        public static partial void Refused(ILogger logger, string address);
    }
}
