using ControlPlane.Testing;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace ControlPlane.Connectors.Tests;

public sealed class RequestTests
{
    private static async Task<SeenRequest> SentAsync(string requester, JsonObject? config = null)
    {
        await using var source = await TestSource.StartAsync(_ => """{"data":[{"id":1}]}""");
        await new Reading(source.Url) { Requester = requester, Config = config ?? new JsonObject { ["token"] = "t0ken", ["days"] = 3 } }.RunAsync();
        return source.Requests.Single();
    }

    [Fact]
    public async Task Bearer_token_goes_into_the_authorization_header() =>
        (await SentAsync("authenticator: {type: BearerAuthenticator, api_token: \"{{ config['token'] }}\"}")).Headers["Authorization"].ShouldBe("Bearer t0ken");

    [Fact]
    public async Task Empty_bearer_token_sends_nothing() =>
        (await SentAsync("authenticator: {type: BearerAuthenticator, api_token: \"{{ config['absent'] }}\"}")).Headers.ContainsKey("Authorization").ShouldBeFalse();

    [Fact]
    public async Task Api_key_goes_into_a_header() =>
        (await SentAsync("authenticator: {type: ApiKeyAuthenticator, header: X-Key, api_token: \"{{ config['token'] }}\"}")).Headers["X-Key"].ShouldBe("t0ken");

    [Fact]
    public async Task Api_key_goes_into_a_parameter() =>
        (await SentAsync("authenticator: {type: ApiKeyAuthenticator, inject_into: {inject_into: request_parameter, field_name: key}, api_token: \"{{ config['token'] }}\"}"))
            .Query.ShouldBe("?key=t0ken");

    [Fact]
    public async Task Basic_credentials_are_encoded() =>
        (await SentAsync("authenticator: {type: BasicHttpAuthenticator, username: me, password: \"{{ config['token'] }}\"}"))
            .Headers["Authorization"].ShouldBe("Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("me:t0ken")));

    [Fact]
    public async Task No_authentication_is_no_header() =>
        (await SentAsync("authenticator: {type: NoAuth}")).Headers.ContainsKey("Authorization").ShouldBeFalse();

    [Fact]
    public async Task Parameters_and_headers_are_rendered_and_encoded()
    {
        var seen = await SentAsync("""
            request_parameters: {q: "a b&c=ü", days: "{{ config['days'] }}", many: "{{ [1, 2] }}", none: "{{ None }}"}
            request_headers: {Accept: application/vnd.test+json, X-Days: "d{{ config.days }}"}
            """);
        seen.Query.ShouldBe("?q=a%20b%26c%3D%C3%BC&days=3&many=1&many=2");
        seen.Headers["Accept"].ShouldBe("application/vnd.test+json");
        seen.Headers["X-Days"].ShouldBe("d3");
        seen.Headers["User-Agent"].ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Form_body_is_url_encoded()
    {
        var seen = await SentAsync("""
            http_method: POST
            request_body_data: {a: "1 2", b: "{{ config.days }}"}
            """);
        seen.Body.ShouldBe("a=1+2&b=3");
        seen.Headers["Content-Type"].ShouldStartWith("application/x-www-form-urlencoded");
    }

    [Theory]
    [InlineData("{}", "")]
    [InlineData("{a: \"{{ config.get('absent') }}\"}", "")]
    [InlineData("{limit: \"100\", none: \"{{ None }}\", deep: {none: \"{{ config['absent'] }}\", x: \"{{ config.absent.absent }}\"}, list: [\"007\", \"[1]\"]}", """{"limit":100,"deep":{},"list":["007",[1]]}""")]
    [InlineData("{ms: \"{{ timestamp('2017-01-25T00:00:00Z') * 1000 }}\"}", """{"ms":1485302400000.0}""")]
    public async Task Json_body_holds_literals_and_nothing_that_is_missing(string declared, string sent) =>
        (await SentAsync($"http_method: POST\nrequest_body_json: {declared}")).Body.ShouldBe(sent);

    [Fact]
    public async Task Path_with_a_field_of_something_that_is_missing_fails_the_read()
    {
        await using var source = await TestSource.StartAsync(_ => """{"data":[]}""");
        var failure = await new Reading(source.Url) { Requester = "request_parameters: {a: \"{{ config.absent.absent }}\"}\nrequest_headers: {b: \"{{ config.absent.absent }}\"}\nurl: \"{{ config.absent.absent }}/x\"" }.FailsAsync();
        failure.Kind.ShouldBe(ConnectorFaultKind.Configuration);
        failure.Message.ShouldContain("requester.url: the template fails");
        source.Requests.ShouldBeEmpty();
    }

    /// <summary>Older manifests hand the path of their extractor down to everything.</summary>
    [Theory]
    [InlineData("data")]
    [InlineData("[data, items]")]
    public async Task Request_option_takes_no_path_that_is_meant_for_the_extractor(string path) =>
        (await SentAsync($"authenticator: {{type: ApiKeyAuthenticator, inject_into: {{inject_into: request_parameter, field_name: key}}, api_token: k}}\n$parameters: {{field_path: {path}}}"))
            .Query.ShouldBe("?key=k");

    [Theory]
    [InlineData("stream_state", "use stream_interval")]
    [InlineData("last_records", "use last_record or last_page_size")]
    public async Task Variable_of_earlier_versions_is_named_with_its_successor(string variable, string instead)
    {
        await using var source = await TestSource.StartAsync(_ => """{"data":[]}""");
        (await new Reading(source.Url) { Requester = $"request_parameters: {{a: \"{{{{ {variable}['at'] }}}}\"}}" }.FailsAsync()).Message.ShouldContain(instead);
    }

    [Theory]
    [InlineData("""{"k":"k"}""", "the parameter key of ***", "the parameter key of k")]
    [InlineData("""{"k":"12"}""", "page 120 for (***)", "page 120 for (12)")]
    [InlineData("""{"k":"abcd"}""", "***x", "abcdx")]
    public void Short_secret_is_taken_out_where_it_stands_alone(string config, string redacted, string text) =>
        SecretRedactor.For(JsonNode.Parse(config)!.AsObject(), JsonNode.Parse("""{"properties":{"k":{"airbyte_secret":true}}}""")!.AsObject()).Redact(text).ShouldBe(redacted);

    [Fact]
    public async Task Json_body_keeps_types()
    {
        var seen = await SentAsync("""
            http_method: POST
            request_body: {type: RequestBodyJsonObject, value: {limit: 5, days: "{{ config.days }}", deep: [{x: "y"}]}}
            """);
        seen.Body.ShouldBe("""{"limit":5,"days":3,"deep":[{"x":"y"}]}""");
    }

    [Fact]
    public async Task Url_alone_is_enough()
    {
        await using var source = await TestSource.StartAsync(_ => """{"data":[]}""");
        var reading = new Reading(source.Url) { Requester = $"url: \"{source.Url}/v2/{{{{ config['token'] }}}}\"", Config = new JsonObject { ["token"] = "abc" } };
        await reading.RunAsync();
        source.Requests.Single().Path.ShouldBe("/v2/abc");
    }

    [Fact]
    public async Task Redirect_on_the_same_server_keeps_the_credentials()
    {
        await using var source = await TestSource.StartAsync(c =>
        {
            if (c.Request.Path == "/things") c.Response.Redirect("/moved?x=1", permanent: true);
            return """{"data":[{"id":1}]}""";
        });
        var result = await new Reading(source.Url) { Requester = "authenticator: {type: BearerAuthenticator, api_token: tok}" }.RunAsync();
        result.Records.ShouldBe(1);
        result.Requests.ShouldBe(2);
        source.Requests.Last().Path.ShouldBe("/moved");
        source.Requests.Last().Headers["Authorization"].ShouldBe("Bearer tok");
    }

    [Theory]
    [InlineData("authenticator: {type: ApiKeyAuthenticator, header: X-Key, api_token: tok}")]
    [InlineData("request_headers: {Authorization: \"Bearer {{ config.v }}\"}")]
    [InlineData("request_headers: {Accept: application/json}")]
    public async Task Redirect_to_another_server_is_refused_however_credentials_are_sent(string requester)
    {
        await using var source = await TestSource.StartAsync(c =>
        {
            c.Response.Redirect("http://127.0.0.2:9/steal");
            return "";
        });
        var failure = await new Reading(source.Url) { Requester = requester, Config = new JsonObject { ["v"] = "tok" } }.FailsAsync();
        failure.Message.ShouldContain("another server");
    }

    [Fact]
    public async Task Header_with_a_line_break_is_refused()
    {
        await using var source = await TestSource.StartAsync(_ => "[]");
        var failure = await new Reading(source.Url) { Requester = "request_headers: {X-A: \"{{ config.v }}\"}", Config = new JsonObject { ["v"] = "a\r\nX-B: b" } }.FailsAsync();
        failure.Kind.ShouldBe(ConnectorFaultKind.Configuration);
    }

    [Fact]
    public async Task Secrets_are_in_no_message_in_any_form()
    {
        const string Secret = "s3cr3t/+ \"ä&x";
        await using var source = await TestSource.StartAsync((c, seen, _) =>
        {
            c.Response.StatusCode = 401;
            return c.Response.WriteAsync(new JsonObject { ["message"] = $"bad key {Secret} in {seen.Query}" }.ToJsonString());
        });
        foreach (var authenticator in new[]
        {
            "{type: ApiKeyAuthenticator, inject_into: {inject_into: request_parameter, field_name: key}, api_token: \"{{ config['key'] }}\"}",
            "{type: BasicHttpAuthenticator, username: me, password: \"{{ config['key'] }}\"}",
            "{type: BearerAuthenticator, api_token: \"{{ config['key'] }}\"}",
        })
        {
            var failure = await new Reading(source.Url) { Requester = $"authenticator: {authenticator}", Config = new JsonObject { ["key"] = Secret } }.FailsAsync();
            var all = failure.ToString();
            all.ShouldContain("***");
            foreach (var form in new[] { Secret, Uri.EscapeDataString(Secret), "s3cr3t", Convert.ToBase64String(Encoding.UTF8.GetBytes($"me:{Secret}")) }) all.ShouldNotContain(form);
        }
    }

    [Fact]
    public void Secrets_marked_in_the_spec_are_known_whatever_their_name()
    {
        var spec = JsonNode.Parse("""{"properties":{"auth":{"oneOf":[{"properties":{"pin":{"airbyte_secret":true}}}]}}}""")!.AsObject();
        var redactor = SecretRedactor.For(JsonNode.Parse("""{"auth":{"pin":"99887"},"note":"99"}""")!.AsObject(), spec);
        redactor.Redact("pin 99887, note 99").ShouldBe("pin ***, note 99");
    }
}
