using System.Text.Json.Nodes;
using ControlPlane.Connectors.Requests;
using ControlPlane.Testing;

namespace ControlPlane.Connectors.Tests.Requests;

public sealed class SessionTests
{
    private const string Data = """{"data":[{"id":1}]}""";
    private int _logins;

    private Task<TestSource> SourceAsync() => TestSource.StartAsync(c =>
    {
        if (c.Request.Path == "/login") return $$$"""{"session":{"token":"s{{{Interlocked.Increment(ref _logins)}}}"}}""";
        if (c.Request.Headers["X-Session"] == "old" || c.Request.Headers["X-Session"] == "s1" && c.Request.Query["strict"] == "1") c.Response.StatusCode = 401;
        return Data;
    });

    private static string Login(TestSource source, string how, string life) => $$$"""
        authenticator:
          type: SessionTokenAuthenticator
          {{{life}}}
          login_requester:
            url_base: {{{source.Url}}}
            path: login
            http_method: POST
            request_body_json: {user: "{{ config['user'] }}", password: "{{ config['password'] }}"}
          session_token_path: [session, token]
          request_authentication: {{{how}}}
        """;

    [Theory]
    [InlineData("{type: Bearer}", "Authorization", "Bearer s1")]
    [InlineData("{type: ApiKey, inject_into: {inject_into: header, field_name: X-Session}}", "X-Session", "s1")]
    [InlineData("{type: ApiKey, inject_into: {inject_into: header, field_name: X-Session}, api_token: \"Token {{ session_token }}\"}", "X-Session", "Token s1")]
    public async Task Session_token_goes_where_the_manifest_says(string how, string header, string value)
    {
        await using var source = await SourceAsync();
        await new Reading(source.Url) { Requester = Login(source, how, "expiration_duration: PT1H"), Config = new() { ["user"] = "me", ["password"] = "pw" } }.RunAsync();
        source.Requests.First().Body.ShouldBe("""{"user":"me","password":"pw"}""");
        source.Requests.Last().Headers[header].ShouldBe(value);
    }

    [Theory]
    [InlineData("expiration_duration: PT1H", 1)]
    [InlineData("", 2)]
    public async Task Session_lasts_as_long_as_the_manifest_says(string life, int logins)
    {
        await using var source = await SourceAsync();
        var runtime = new ConnectorRuntime();
        for (var i = 0; i < 2; i++) await new Reading(source.Url) { Requester = Login(source, "{type: Bearer}", life), Runtime = runtime }.RunAsync();
        source.Requests.Count(r => r.Path == "/login").ShouldBe(logins);
    }

    [Fact]
    public async Task Session_that_is_over_early_is_opened_again()
    {
        await using var source = await SourceAsync();
        var result = await new Reading(source.Url)
        {
            Requester = Login(source, "{type: ApiKey, inject_into: {inject_into: header, field_name: X-Session}}", "expiration_duration: PT1H") + "\nrequest_parameters: {strict: \"1\"}",
        }.RunAsync();
        result.Records.ShouldBe(1);
        source.Requests.Last().Headers["X-Session"].ShouldBe("s2");
    }

    [Fact]
    public async Task Legacy_session_falls_back_on_the_password()
    {
        await using var source = await TestSource.StartAsync(c =>
        {
            if (c.Request.Path == "/login") return """{"id":"fresh"}""";
            if (c.Request.Headers["X-Session"] == "old") c.Response.StatusCode = 401;
            return Data;
        });
        await new Reading(source.Url)
        {
            Requester = """
                authenticator:
                  type: LegacySessionTokenAuthenticator
                  header: X-Session
                  login_url: login
                  validate_session_url: me
                  session_token_response_key: id
                  session_token: "{{ config['session'] }}"
                  username: me
                  password: "{{ config['password'] }}"
                """,
            Config = new() { ["session"] = "old", ["password"] = "pw" },
        }.RunAsync();
        source.Requests.Select(r => r.Path).ShouldBe(["/me", "/login", "/things"]);
        source.Requests.Last().Headers["X-Session"].ShouldBe("fresh");
    }

    [Fact]
    public async Task Config_selects_the_authenticator()
    {
        await using var source = await TestSource.StartAsync(_ => Data);
        const string Requester = """
            authenticator:
              type: SelectiveAuthenticator
              authenticator_selection_path: [auth, type]
              authenticators:
                key: {type: ApiKeyAuthenticator, header: X-Key, api_token: "{{ config['auth']['value'] }}"}
                token: {type: BearerAuthenticator, api_token: "{{ config['auth']['value'] }}"}
            """;
        JsonObject Config(string type) => new() { ["auth"] = new JsonObject { ["type"] = type, ["value"] = "v1" } };
        await new Reading(source.Url) { Requester = Requester, Config = Config("token") }.RunAsync();
        source.Requests.Last().Headers["Authorization"].ShouldBe("Bearer v1");
        await new Reading(source.Url) { Requester = Requester, Config = Config("key") }.RunAsync();
        source.Requests.Last().Headers["X-Key"].ShouldBe("v1");
        (await new Reading(source.Url) { Requester = Requester, Config = Config("other") }.FailsAsync()).Message.ShouldContain("key, token");
    }
}
