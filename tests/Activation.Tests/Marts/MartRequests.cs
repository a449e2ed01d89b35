using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using ControlPlane.Activation.Tests.Hosting;

namespace ControlPlane.Activation.Tests.Marts;

internal static class MartRequests
{
    public static async Task<JsonElement> ProblemAsync(this ActivationHost host, string path, HttpStatusCode status)
    {
        using var response = await host.Http.GetAsync($"/v1/tenants/{host.Tenant}/{path}", TestContext.Current.CancellationToken);
        response.StatusCode.ShouldBe(status, path + await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        return await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
    }

    public static async Task<HttpStatusCode> StatusAsync(this ActivationHost host, string? token, string path)
    {
        using var client = host.Client(token);
        using var response = await client.GetAsync($"/v1/tenants/{host.Tenant}/{path}", TestContext.Current.CancellationToken);
        return response.StatusCode;
    }
}
