using System.Text.Json.Nodes;
using ControlPlane.Testing;

namespace ControlPlane.Connectors.Tests.Requests;

public sealed class RequestPartTests
{
    private static async Task<SeenRequest> SentAsync(string requester)
    {
        await using var source = await TestSource.StartAsync(_ => """{"data":[]}""");
        await new Reading(source.Url) { Requester = requester, Config = new JsonObject { ["key"] = "k" } }.RunAsync();
        return source.Requests.Single();
    }

    [Theory]
    [InlineData("PUT", """{"a":1}""")]
    [InlineData("PATCH", """{"a":1}""")]
    [InlineData("DELETE", "")]
    public async Task Methods_carry_a_body_where_they_have_one(string method, string body)
    {
        var seen = await SentAsync($"http_method: {method}\nrequest_body_json: {{a: 1}}");
        seen.Method.ShouldBe(method);
        seen.Body.ShouldBe(body);
    }

    [Fact]
    public async Task Graphql_body_is_sent_as_json() =>
        (await SentAsync("http_method: POST\nrequest_body: {type: RequestBodyGraphQL, value: {query: \"{ things { id } }\", variables: {key: \"{{ config['key'] }}\"}}}"))
            .Body.ShouldBe("""{"query":"{ things { id } }","variables":{"key":"k"}}""");

    [Fact]
    public async Task Plain_text_is_sent_as_it_is()
    {
        var seen = await SentAsync("http_method: POST\nrequest_body: {type: RequestBodyPlainText, value: \"key={{ config['key'] }}\"}");
        seen.Body.ShouldBe("key=k");
        seen.Headers.ContainsKey("Content-Type").ShouldBeFalse();
    }

    [Fact]
    public async Task Key_can_go_into_the_body()
    {
        (await SentAsync("http_method: POST\nauthenticator: {type: ApiKeyAuthenticator, api_token: k, inject_into: {inject_into: body_json, field_path: [auth, key]}}"))
            .Body.ShouldBe("""{"auth":{"key":"k"}}""");
        (await SentAsync("http_method: POST\nauthenticator: {type: ApiKeyAuthenticator, api_token: k, inject_into: {inject_into: body_data, field_name: key}}")).Body.ShouldBe("key=k");
    }

    [Fact]
    public async Task Parameter_that_two_parts_of_the_manifest_set_is_refused()
    {
        await using var source = await TestSource.StartAsync(_ => """{"data":[]}""");
        var failure = await new Reading(source.Url)
        {
            Requester = "request_parameters: {key: a}\nauthenticator: {type: ApiKeyAuthenticator, api_token: k, inject_into: {inject_into: request_parameter, field_name: key}}",
        }.FailsAsync();
        failure.Kind.ShouldBe(ConnectorFaultKind.Configuration);
        failure.Message.ShouldContain("the parameter key is set by the requester and by the authenticator");
    }

    [Fact]
    public async Task Answer_to_a_post_that_lies_elsewhere_is_fetched()
    {
        await using var source = await TestSource.StartAsync(c =>
        {
            if (c.Request.Path == "/things") c.Response.Redirect("/result");
            return """{"data":[{"id":1}]}""";
        });
        (await new Reading(source.Url) { Requester = "http_method: POST\nrequest_body_json: {a: 1}" }.RunAsync()).Records.ShouldBe(1);
        var last = source.Requests.Last();
        (last.Method, last.Path, last.Body).ShouldBe(("GET", "/result", ""));
    }
}
