using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using ControlPlane.ServiceDefaults.Access;
using ControlPlane.ServiceDefaults.Modules;
using ControlPlane.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;

namespace ControlPlane.ServiceDefaults.Tests.Problems;

public sealed class ProblemTests(PostgresFixture postgres)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_body_that_is_not_JSON_is_told_where_it_breaks()
    {
        await using var host = await StartAsync();

        var response = await host.Operator.PostAsync("probe", new StringContent("{\"name\": \"a\", }", Encoding.UTF8, "application/json"), Token);

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var problem = await ProblemAsync(response);
        problem["type"]!.GetValue<string>().ShouldBe("urn:controlplane:problem:bad-request");
        problem["detail"]!.GetValue<string>().ShouldContain("LineNumber");
    }

    [Fact]
    public async Task A_parameter_of_the_wrong_type_is_named()
    {
        await using var host = await StartAsync();

        var problem = await ProblemAsync(await host.Operator.GetAsync("probe?limit=many", Token));

        problem["detail"]!.GetValue<string>().ShouldContain("limit");
    }

    [Theory]
    [InlineData("DELETE", "probe", "application/json", "urn:controlplane:problem:method-not-allowed")]
    [InlineData("POST", "probe", "text/plain", "urn:controlplane:problem:unsupported-media-type")]
    [InlineData("GET", "nowhere", "text/plain", "urn:controlplane:problem:not-found")]
    public async Task What_the_framework_refuses_is_a_problem_with_a_type_of_ours(string method, string path, string contentType, string type)
    {
        await using var host = await StartAsync();
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (method == "POST") request.Content = new StringContent("x", Encoding.UTF8, contentType);

        var problem = await ProblemAsync(await host.Operator.SendAsync(request, Token));

        problem["type"]!.GetValue<string>().ShouldBe(type);
        problem["detail"]!.GetValue<string>().ShouldNotBeEmpty();
    }

    [Fact]
    public async Task A_failure_inside_says_nothing_of_the_inside()
    {
        await using var host = await StartAsync();

        var response = await host.Operator.GetAsync("probe/failure", Token);

        response.StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
        var text = await response.Content.ReadAsStringAsync(Token);
        text.ShouldNotContain("hunter2");
        text.ShouldContain("traceId");
    }

    [Fact]
    public async Task One_tenants_many_requests_do_not_hold_up_another_tenant()
    {
        await using var host = await StartAsync();
        using var busy = await host.AsTenantAsync(PostgresFixture.NewTenant());
        using var quiet = await host.AsTenantAsync(PostgresFixture.NewTenant());

        using var leave = new CancellationTokenSource();
        var stuck = Enumerable.Range(0, 100).Select(_ => busy.GetAsync("probe/slow", leave.Token)).ToList();
        var refused = await Task.WhenAny(stuck);

        (await refused).StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        (await ProblemAsync(await refused))["type"]!.GetValue<string>().ShouldBe("urn:controlplane:problem:too-many-requests");
        (await quiet.GetAsync("probe?limit=1", Token)).StatusCode.ShouldBe(HttpStatusCode.OK);
        await leave.CancelAsync();
        await Task.WhenAll(stuck).ContinueWith(_ => { }, TaskScheduler.Default);
    }

    private async Task<ServiceHost> StartAsync() => await ServiceHost.StartAsync(await postgres.NewPlatformAsync(), builder => builder.AddModule(new ProbeModule()));

    private static async Task<JsonNode> ProblemAsync(HttpResponseMessage response)
    {
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        return (await response.Content.ReadFromJsonAsync<JsonNode>(Token))!;
    }

    private sealed record Body(string Name);

    private sealed class ProbeModule : IServiceModule
    {
        public string Name => "probe";

        public IReadOnlyList<Type> Consumers => [];

        public void AddServices(IHostApplicationBuilder builder)
        {
        }

        public void MapRoutes(IEndpointRouteBuilder routes)
        {
            var probe = routes.MapGroup("/probe").RequireAuthorization(Policies.Tenant);
            probe.MapPost("/", (Body body) => body.Name);
            probe.MapGet("/", (int limit) => limit);
            probe.MapGet("/failure", string () => throw new InvalidOperationException("the password is hunter2"));
            probe.MapGet("/slow", async (CancellationToken cancellationToken) => await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken));
        }
    }
}
