using System.Collections.Concurrent;
using System.Threading.Channels;
using ControlPlane.ServiceDefaults.Access;
using ControlPlane.ServiceDefaults.Modules;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;

namespace ControlPlane.Portal.Tests;

/// <summary>Plays the REST APIs that the pages call, behind the same policy.</summary>
internal sealed class PlayedApi : IServiceModule
{
    public string Name => "played";

    public IReadOnlyList<Type> Consumers => [];

    /// <summary>The JSON of each path; a path without any is answered 404.</summary>
    public ConcurrentDictionary<string, string> Answers { get; } = new() { ["/v1/tenants"] = """{"items":[],"next":null}""", ["/v1/runs"] = """{"items":[],"next":null}""" };

    /// <summary>What follows a run.</summary>
    public Channel<string> Events { get; } = Channel.CreateUnbounded<string>();

    public ConcurrentQueue<string> Queries { get; } = [];

    /// <summary>Set, everything is answered with this status.</summary>
    public int? Broken { get; set; }

    public void AddServices(IHostApplicationBuilder builder)
    {
    }

    public void MapRoutes(IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/v1").RequireAuthorization(Policies.Operator);
        api.MapGet("/runs/{run:guid}/events", FollowAsync);
        api.MapGet("/{**path}", Answer);
    }

    private IResult Answer(HttpRequest request)
    {
        Queries.Enqueue(request.Path + request.QueryString);
        if (Broken is { } status) return Results.StatusCode(status);
        return Answers.TryGetValue(request.Path, out var json) ? Results.Text(json, "application/json") : Results.NotFound();
    }

    private async Task FollowAsync(HttpContext context)
    {
        context.Response.ContentType = "text/event-stream";
        await context.Response.Body.FlushAsync(context.RequestAborted);
        await foreach (var text in Events.Reader.ReadAllAsync(context.RequestAborted))
        {
            await context.Response.WriteAsync(text, context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
        }
    }
}
