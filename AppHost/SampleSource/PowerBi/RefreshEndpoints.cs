using System.Globalization;
using ControlPlane.AppHost.SampleSource.Faults;

namespace ControlPlane.AppHost.SampleSource.PowerBi;

/// <summary>Dataset refreshes of the Power BI REST API, read strictly: what the contract does not name is refused.</summary>
internal sealed class RefreshEndpoints(SampleServerOptions options, AccessTokens tokens, FaultInjector faults)
{
    private const string Refreshes = "/v1.0/myorg/groups/{group}/datasets/{dataset}/refreshes";

    private readonly RefreshLog _log = new(options);
    private int _orders;

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost(Refreshes, context => AdmittedAsync(context, StartAsync));
        routes.MapGet(Refreshes, context => AdmittedAsync(context, ListAsync, "$top"));
        routes.MapGet(Refreshes + "/{refresh}", context => AdmittedAsync(context, DetailAsync));
        routes.MapDelete(Refreshes + "/{refresh}", context => AdmittedAsync(context, CancelAsync));
    }

    private async Task AdmittedAsync(HttpContext context, Func<HttpContext, (Guid, Guid), Task> work, params string[] parameters)
    {
        var request = context.Request;
        if (tokens.Problem(BearerToken.Of(request)) is { } problem)
            await PowerBiError.WriteAsync(context, StatusCodes.Status401Unauthorized, problem, "Resubmit with a new access token");
        else if (!Guid.TryParse((string?)context.GetRouteValue("group"), out var group) || !Guid.TryParse((string?)context.GetRouteValue("dataset"), out var dataset))
            await PowerBiError.WriteAsync(context, StatusCodes.Status400BadRequest, "InvalidRequest", "group and dataset must be GUIDs");
        else if (request.Query.Keys.FirstOrDefault(key => !parameters.Contains(key)) is { } unknown)
            await PowerBiError.WriteAsync(context, StatusCodes.Status400BadRequest, "InvalidRequest", $"Unknown parameter '{unknown}'");
        else if (options.PowerBiDatasets?.Contains(dataset) == false)
            await PowerBiError.WriteAsync(context, StatusCodes.Status404NotFound, "PowerBIEntityNotFound", "There is no such dataset");
        else
            await FaultOrAsync(context, () => work(context, (group, dataset)));
    }

    private async Task FaultOrAsync(HttpContext context, Func<Task> work)
    {
        switch (faults.Next(context.Request))
        {
            case Fault.TooManyRequests:
                context.Response.Headers.RetryAfter = "1";
                await PowerBiError.WriteAsync(context, StatusCodes.Status429TooManyRequests, "TooManyRequests", "Slow down");
                break;
            case Fault.ServerError:
                await PowerBiError.WriteAsync(context, StatusCodes.Status503ServiceUnavailable, "ServiceUnavailable", "Try again later");
                break;
            default:
                await work();
                break;
        }
    }

    private async Task StartAsync(HttpContext context, (Guid Group, Guid Dataset) key)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        try
        {
            await StartAsync(context, key, RefreshOrder.Parse(body.ToArray()));
        }
        catch (FormatException exception)
        {
            await PowerBiError.WriteAsync(context, StatusCodes.Status400BadRequest, "InvalidRequest", exception.Message);
        }
    }

    private async Task StartAsync(HttpContext context, (Guid Group, Guid Dataset) key, RefreshOrder order)
    {
        var lost = options.RefreshAnswerLost(Interlocked.Increment(ref _orders));
        var refresh = _log.TryStart(key, order);
        if (lost)
        {
            context.Abort();
            return;
        }
        if (refresh is null)
        {
            await PowerBiError.WriteAsync(context, StatusCodes.Status409Conflict, "RefreshInProgressException", "Another refresh of the dataset is running");
            return;
        }
        var headers = context.Response.Headers;
        headers["x-ms-request-id"] = refresh.Id.ToString();
        headers["RequestId"] = refresh.Id.ToString();
        if (order.Enhanced) headers.Location = $"{context.Request.Scheme}://{context.Request.Host}{context.Request.Path}/{refresh.Id}";
        context.Response.StatusCode = StatusCodes.Status202Accepted;
    }

    private Task ListAsync(HttpContext context, (Guid, Guid) key)
    {
        var text = context.Request.Query["$top"].ToString();
        var top = int.MaxValue;
        if (text.Length > 0 && (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out top) || top < 1))
            return PowerBiError.WriteAsync(context, StatusCodes.Status400BadRequest, "InvalidRequest", "$top must be a whole number from 1");
        var history = _log.History(key, top);
        history["@odata.context"] = "https://api.powerbi.com/v1.0/myorg/$metadata#refreshes";
        return JsonAnswer.WriteAsync(context, StatusCodes.Status200OK, history);
    }

    private Task DetailAsync(HttpContext context, (Guid, Guid) key) => RefreshId(context) is { } id && _log.Detail(key, id) is var (detail, running)
        ? JsonAnswer.WriteAsync(context, running ? StatusCodes.Status202Accepted : StatusCodes.Status200OK, detail)
        : NoSuchRefreshAsync(context);

    private Task CancelAsync(HttpContext context, (Guid, Guid) key) => (RefreshId(context) is { } id ? _log.TryCancel(key, id) : null) switch
    {
        true => Task.CompletedTask,
        false => PowerBiError.WriteAsync(context, StatusCodes.Status400BadRequest, "InvalidRequest", "The refresh is over"),
        null => NoSuchRefreshAsync(context),
    };

    private static Task NoSuchRefreshAsync(HttpContext context) =>
        PowerBiError.WriteAsync(context, StatusCodes.Status404NotFound, "PowerBIEntityNotFound", "There is no such enhanced refresh");

    private static Guid? RefreshId(HttpContext context) => Guid.TryParse((string?)context.GetRouteValue("refresh"), out var id) ? id : null;
}
