using ControlPlane.AppHost.SampleSource.Faults;

namespace ControlPlane.AppHost.SampleSource.Events;

/// <summary>GitHub's events API: <see href="https://docs.github.com/en/rest/activity/events"/>.</summary>
internal sealed class EventEndpoints(SampleServerOptions options, FaultInjector faults)
{
    private static readonly string[] ApiVersions = ["2022-11-28", "2026-03-10"];

    private readonly EventFeed _feed = new(new EventGenerator(options.Seed, options.Events), options.TimeProvider);
    private readonly RateLimit _limit = new(options.RequestsPerHour, options.TimeProvider);

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/events", context => AnswerAsync(context, _feed.Public()));
        routes.MapGet("/repos/{owner}/{repo}/events", context => AnswerAsync(context, _feed.OfRepo($"{context.GetRouteValue("owner")}/{context.GetRouteValue("repo")}")));
        routes.MapGet("/orgs/{org}/events", context => AnswerAsync(context, _feed.OfOrganisation((string)context.GetRouteValue("org")!)));
    }

    private async Task AnswerAsync(HttpContext context, IReadOnlyList<SampleEvent>? events)
    {
        if (!await AdmitAsync(context)) return;

        var page = events is null ? null : EventPage.Of(events, context.Request);
        var unchanged = page is not null && context.Request.Headers.IfNoneMatch.Contains(page.ETag);
        if (!_limit.TryTake(context, BearerToken.Of(context.Request) ?? "anonymous", free: unchanged))
            await GitHubError.WriteAsync(context, StatusCodes.Status403Forbidden, "API rate limit exceeded for 127.0.0.1.");
        else if (events is null)
            await GitHubError.WriteAsync(context, StatusCodes.Status404NotFound, "Not Found");
        else if (page is null)
            await GitHubError.WriteAsync(context, StatusCodes.Status422UnprocessableEntity, "In order to keep the API fast for everyone, pagination is limited for this resource.");
        else
            await WriteAsync(context, page, unchanged);
    }

    private async Task<bool> AdmitAsync(HttpContext context)
    {
        var request = context.Request;
        var version = request.Headers["X-GitHub-Api-Version"].ToString();
        var (status, message) = (request.Headers.UserAgent.Count, BearerToken.Of(request)) switch
        {
            (0, _) => (StatusCodes.Status403Forbidden, "Request forbidden by administrative rules. Please make sure your request has a User-Agent header."),
            (_, "") => (StatusCodes.Status401Unauthorized, "Bad credentials"),
            (_, { } token) when options.GitHubToken is { } wanted && token != wanted => (StatusCodes.Status401Unauthorized, "Bad credentials"),
            _ when version.Length > 0 && !ApiVersions.Contains(version) => (StatusCodes.Status400BadRequest, "The X-GitHub-Api-Version is not supported."),
            _ => faults.Next(request) switch
            {
                Fault.TooManyRequests => (StatusCodes.Status429TooManyRequests, "You have exceeded a secondary rate limit. Please wait a few minutes before you try again."),
                Fault.ServerError => (StatusCodes.Status500InternalServerError, "Server Error"),
                _ => (0, ""),
            },
        };
        if (status == 0) return true;
        if (status == StatusCodes.Status429TooManyRequests) context.Response.Headers.RetryAfter = "1";
        await GitHubError.WriteAsync(context, status, message);
        return false;
    }

    private static async Task WriteAsync(HttpContext context, EventPage page, bool unchanged)
    {
        var headers = context.Response.Headers;
        headers.ETag = page.ETag;
        headers.CacheControl = "public, max-age=60, s-maxage=60";
        headers["X-Poll-Interval"] = "60";
        if (page.Link is { } link) headers.Link = link;
        if (unchanged) context.Response.StatusCode = StatusCodes.Status304NotModified;
        else await JsonAnswer.WriteAsync(context, StatusCodes.Status200OK, page.Body);
    }
}
