using System.Globalization;
using System.Text.Json.Nodes;

namespace ControlPlane.AppHost.SampleSource.PowerBi;

/// <summary>Client credentials as the Microsoft identity platform v2 takes them.</summary>
internal sealed class TokenEndpoint
{
    private static readonly string[] Fields = ["grant_type", "client_id", "client_secret", "scope"];

    private readonly SampleServerOptions _options;
    private readonly AccessTokens _tokens;

    public TokenEndpoint(SampleServerOptions options, out AccessTokens tokens)
    {
        _options = options;
        _tokens = tokens = new AccessTokens(options.TokenLifetime, options.TimeProvider);
    }

    public void Map(IEndpointRouteBuilder routes) => routes.MapPost("/{tenantId}/oauth2/v2.0/token", IssueAsync);

    private async Task IssueAsync(HttpContext context)
    {
        if (!context.Request.HasFormContentType)
        {
            await ErrorAsync(context, StatusCodes.Status400BadRequest, "invalid_request", 900144, "The request body must be a form");
            return;
        }
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        if (Problem(form) is var (status, error, code, description))
        {
            await ErrorAsync(context, status, error, code, description);
            return;
        }
        context.Response.Headers.CacheControl = "no-store, no-cache";
        var seconds = (int)_options.TokenLifetime.TotalSeconds;
        await JsonAnswer.WriteAsync(context, StatusCodes.Status200OK, new JsonObject
        {
            ["token_type"] = "Bearer",
            ["expires_in"] = seconds,
            ["ext_expires_in"] = seconds,
            ["access_token"] = _tokens.Issue(),
        });
    }

    private (int Status, string Error, int Code, string Description)? Problem(IFormCollection form)
    {
        var secret = form["client_secret"].ToString();
        if (form.Keys.FirstOrDefault(key => !Fields.Contains(key)) is { } unknown) return (400, "invalid_request", 900144, $"Unknown parameter '{unknown}'");
        if (form["grant_type"] != "client_credentials") return (400, "unsupported_grant_type", 70003, "The grant type is not supported");
        if (form["client_id"].ToString().Length == 0) return (400, "invalid_request", 900144, "The request body must contain the parameter 'client_id'");
        if (!form["scope"].ToString().EndsWith("/.default", StringComparison.Ordinal)) return (400, "invalid_scope", 1002012, "The scope must end in /.default");
        var known = secret.Length > 0 && (_options.PowerBiClientSecret is not { } wanted || wanted == secret);
        return known ? null : (401, "invalid_client", 7000215, "Invalid client secret provided");
    }

    private Task ErrorAsync(HttpContext context, int status, string error, int code, string description) => JsonAnswer.WriteAsync(context, status, new JsonObject
    {
        ["error"] = error,
        ["error_description"] = $"AADSTS{code}: {description}.",
        ["error_codes"] = new JsonArray(code),
        ["timestamp"] = _options.TimeProvider.GetUtcNow().ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        ["trace_id"] = Guid.NewGuid().ToString(),
        ["correlation_id"] = Guid.NewGuid().ToString(),
    });
}
