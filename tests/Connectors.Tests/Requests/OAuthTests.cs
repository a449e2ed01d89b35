using System.Text.Json.Nodes;
using ControlPlane.Connectors.Requests;
using ControlPlane.Testing;
using Microsoft.AspNetCore.Http;

namespace ControlPlane.Connectors.Tests.Requests;

public sealed class OAuthTests
{
    private const string Data = """{"data":[{"id":1}]}""";

    private readonly SkippingTime _time = SkippingTime.At("2026-11-21T09:00:00Z");
    private int _issued;

    private Task<TestSource> SourceAsync(Func<HttpContext, string>? data = null, Func<int, string>? token = null) => TestSource.StartAsync(c =>
        c.Request.Path == "/token"
            ? (token ?? (n => $$"""{"access_token":"token-{{n}}","expires_in":3600}"""))(Interlocked.Increment(ref _issued))
            : data?.Invoke(c) ?? Data);

    private static string Authenticator(TestSource source, string more = "") => $$$"""
        authenticator:
          type: OAuthAuthenticator
          token_refresh_endpoint: {{{source.Url}}}/token
          client_id: "{{ config['id'] }}"
          client_secret: "{{ config['secret'] }}"
          refresh_token: "{{ config['refresh'] }}"
        {{{string.Join('\n', more.Split('\n').Select(line => "  " + line.Trim()))}}}
        """;

    private static JsonObject Config => new() { ["id"] = "me", ["secret"] = "s3cr3t", ["refresh"] = "r1" };

    private Reading Reading(TestSource source, string more = "", ConnectorRuntime? runtime = null, JsonObject? config = null) =>
        new(source.Url, _time) { Requester = Authenticator(source, more), Config = config ?? Config, Runtime = runtime ?? new() };

    [Fact]
    public async Task Access_token_is_fetched_once_and_sent_with_each_request()
    {
        await using var source = await SourceAsync();
        var runtime = new ConnectorRuntime();
        await Reading(source, runtime: runtime).RunAsync();
        await Reading(source, runtime: runtime).RunAsync();
        source.Requests.Select(r => r.Path).ShouldBe(["/token", "/things", "/things"]);
        source.Requests.First().Body.ShouldBe("grant_type=refresh_token&client_id=me&client_secret=s3cr3t&refresh_token=r1");
        source.Requests.Skip(1).Select(r => r.Headers["Authorization"]).ShouldAllBe(h => h == "Bearer token-1");
    }

    [Fact]
    public async Task Expired_token_is_renewed()
    {
        await using var source = await SourceAsync();
        var runtime = new ConnectorRuntime();
        await Reading(source, runtime: runtime).RunAsync();
        await Task.Delay(TimeSpan.FromHours(1), _time, TestContext.Current.CancellationToken);
        await Reading(source, runtime: runtime).RunAsync();
        source.Requests.Last().Headers["Authorization"].ShouldBe("Bearer token-2");
    }

    [Fact]
    public async Task Token_that_is_refused_in_the_middle_of_a_read_is_renewed_once()
    {
        await using var source = await SourceAsync(c =>
        {
            if (c.Request.Headers.Authorization == "Bearer token-1") c.Response.StatusCode = 401;
            return Data;
        });
        (await Reading(source).RunAsync()).Records.ShouldBe(1);
        source.Requests.Select(r => r.Path).ShouldBe(["/token", "/things", "/token", "/things"]);
        _time.Waits.ShouldBeEmpty();
    }

    [Fact]
    public async Task Credentials_that_stay_refused_fail_the_read()
    {
        await using var source = await SourceAsync(c =>
        {
            c.Response.StatusCode = 401;
            return "{}";
        });
        var failure = await Reading(source).FailsAsync();
        failure.Kind.ShouldBe(ConnectorFaultKind.Configuration);
        source.Requests.Count(r => r.Path == "/token").ShouldBe(2);
    }

    [Fact]
    public async Task Manifest_may_ask_for_a_new_token_by_itself()
    {
        await using var source = await SourceAsync(c =>
        {
            if (c.Request.Headers.Authorization == "Bearer token-1") c.Response.StatusCode = 498;
            return Data;
        });
        var reading = new Reading(source.Url, _time)
        {
            Requester = Authenticator(source) + "\nerror_handler: {response_filters: [{http_codes: [498], action: REFRESH_TOKEN_THEN_RETRY}]}",
            Config = Config,
        };
        (await reading.RunAsync()).Records.ShouldBe(1);
        source.Requests.Last().Headers["Authorization"].ShouldBe("Bearer token-2");
    }

    [Fact]
    public async Task Everything_about_the_refresh_can_be_named()
    {
        await using var source = await SourceAsync(token: _ => """{"result":[{"key":"k","until":"2026-11-21T10:00:00Z","refresh":"r2"}]}""");
        await Reading(source, """
            grant_type_name: gt
              grant_type: client_credentials
              client_id_name: app
              client_secret_name: pass
              refresh_token_name: refresh
              access_token_name: key
              expires_in_name: until
              token_expiry_date_format: "%Y-%m-%dT%H:%M:%SZ"
              scopes: [read, write]
              refresh_request_body: {audience: "{{ config['id'] }}", app: taken}
              refresh_request_headers: {X-Kind: test}
            """).RunAsync();
        var refresh = source.Requests.First();
        refresh.Body.ShouldBe("gt=client_credentials&app=me&pass=s3cr3t&refresh=r1&scopes=read&scopes=write&audience=me");
        refresh.Headers["X-Kind"].ShouldBe("test");
        source.Requests.Last().Headers["Authorization"].ShouldBe("Bearer k");
    }

    [Fact]
    public async Task Arguments_can_stand_in_the_query_and_credentials_in_a_header()
    {
        await using var source = await SourceAsync();
        await Reading(source, "send_refresh_request_as_query_params: true\n  refresh_request_headers: {Authorization: Basic abc}").RunAsync();
        var refresh = source.Requests.First();
        refresh.Query.ShouldBe("?grant_type=refresh_token&refresh_token=r1");
        refresh.Body.ShouldBe("");
        refresh.Headers["Authorization"].ShouldBe("Basic abc");
    }

    [Fact]
    public async Task Token_of_the_config_is_used_until_it_expires()
    {
        await using var source = await SourceAsync();
        await Reading(source, "access_token_value: given\n  token_expiry_date: \"2026-11-21T10:00:00Z\"").RunAsync();
        source.Requests.Single().Headers["Authorization"].ShouldBe("Bearer given");
    }

    [Fact]
    public async Task Refresh_token_that_is_no_longer_good_asks_to_sign_in_again()
    {
        await using var source = await TestSource.StartAsync(c =>
        {
            c.Response.StatusCode = 400;
            return """{"error":"invalid_grant","hint":"s3cr3t r1"}""";
        });
        var failure = await Reading(
            source, "refresh_token_error_status_codes: [400]\n  refresh_token_error_key: error\n  refresh_token_error_values: [invalid_grant]").FailsAsync();
        failure.Kind.ShouldBe(ConnectorFaultKind.Configuration);
        failure.Message.ShouldContain("sign in to the source again");
        failure.ToString().ShouldNotContain("s3cr3t");
        source.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Token_endpoint_that_is_down_for_a_while_is_asked_again()
    {
        await using var source = await TestSource.StartAsync((c, seen, n) =>
        {
            if (n <= 2) c.Response.StatusCode = 503;
            return c.Response.WriteAsync(seen.Path == "/token" ? """{"access_token":"t"}""" : Data);
        });
        (await Reading(source).RunAsync()).Records.ShouldBe(1);
    }

    [Fact]
    public async Task Refresh_token_for_one_use_is_saved_before_it_is_needed_again()
    {
        await using var source = await SourceAsync(token: n => $$"""{"access_token":"token-{{n}}","refresh_token":"r{{n + 1}}","expires_in":60}""");
        var store = new MemoryStore();
        const string Updater = "refresh_token_updater: {refresh_token_config_path: [refresh], access_token_config_path: [access], token_expiry_date_config_path: [expiry]}";
        await Reading(source, Updater, new(store)).RunAsync();
        store.Config!["refresh"]!.ToString().ShouldBe("r2");
        store.Config["access"]!.ToString().ShouldBe("token-1");
        store.Config["id"]!.ToString().ShouldBe("me");

        await Task.Delay(TimeSpan.FromMinutes(2), _time, TestContext.Current.CancellationToken);
        await Reading(source, Updater, new(store)).RunAsync();
        source.Requests.Where(r => r.Path == "/token").Select(r => r.Body[r.Body.IndexOf("refresh_token=", StringComparison.Ordinal)..])
            .ShouldBe(["refresh_token=r1", "refresh_token=r2"]);
        source.Requests.Last().Headers["Authorization"].ShouldBe("Bearer token-2");
    }

    [Fact]
    public async Task Fetched_token_is_in_no_message()
    {
        await using var source = await SourceAsync(c =>
        {
            c.Response.StatusCode = 403;
            return $$"""{"message":"{{c.Request.Headers.Authorization}} may not"}""";
        });
        (await Reading(source).FailsAsync()).Message.ShouldNotContain("token-1");
    }

    private const string OneUse = "refresh_token_updater: {refresh_token_config_path: [refresh], access_token_config_path: [access], token_expiry_date_config_path: [expiry]}";

    /// <summary>A source whose refresh tokens are each good once.</summary>
    private Task<TestSource> OneUseSourceAsync(int life = 60)
    {
        var good = "r1";
        return TestSource.StartAsync((c, seen, _) =>
        {
            if (seen.Path != "/token") return c.Response.WriteAsync(Data);
            if (!seen.Body.EndsWith($"refresh_token={good}", StringComparison.Ordinal))
            {
                c.Response.StatusCode = 400;
                return c.Response.WriteAsync("""{"error":"invalid_grant"}""");
            }

            good = $"r{++_issued + 1}";
            return c.Response.WriteAsync($$"""{"access_token":"token-{{_issued}}","refresh_token":"{{good}}","expires_in":{{life}}}""");
        });
    }

    [Fact]
    public async Task Refresh_token_that_another_process_has_used_up_is_not_sent_again()
    {
        await using var source = await OneUseSourceAsync();
        var store = new MemoryStore();
        var (here, there) = (new ConnectorRuntime(store), new ConnectorRuntime(store));
        foreach (var runtime in new[] { here, there, here, there })
        {
            await Reading(source, OneUse, runtime).RunAsync();
            await Task.Delay(TimeSpan.FromMinutes(2), _time, TestContext.Current.CancellationToken);
        }

        source.Requests.Where(r => r.Path == "/token").Select(r => r.Body[^2..]).ShouldBe(["r1", "r2", "r3", "r4"]);
    }

    [Fact]
    public async Task Refresh_token_for_one_use_outlives_a_store_that_fails()
    {
        await using var source = await OneUseSourceAsync();
        var store = new MemoryStore { Fails = true };
        var runtime = new ConnectorRuntime(store);
        await Should.ThrowAsync<IOException>(() => Reading(source, OneUse, runtime).RunAsync());
        store.Fails = false;
        await Reading(source, OneUse, runtime).RunAsync();
        source.Requests.Count(r => r.Path == "/token").ShouldBe(1);
        store.Config!["refresh"]!.ToString().ShouldBe("r2");
    }

    [Fact]
    public async Task Refresh_token_is_saved_although_the_read_was_cancelled_meanwhile()
    {
        using var cancelled = new CancellationTokenSource();
        await using var source = await TestSource.StartAsync(async (c, _, _) =>
        {
            await c.Response.WriteAsync("""{"access_token":"token-1","refresh_token":"r2","expires_in":60}""");
        });
        var store = new MemoryStore { Saving = cancelled.Cancel };
        await Should.ThrowAsync<OperationCanceledException>(() => Reading(source, OneUse, new(store)).RunAsync(new CollectingSink(), null, cancelled.Token));
        store.Config!["refresh"]!.ToString().ShouldBe("r2");
    }

    private sealed class MemoryStore : ITokenStore
    {
        private readonly Dictionary<string, RefreshedTokens> _saved = [];

        public bool Fails { get; set; }

        public Action? Saving { get; init; }

        public JsonObject? Config { get; private set; }

        public Task<RefreshedTokens?> FindAsync(string credential, CancellationToken cancellationToken) => Task.FromResult(_saved.GetValueOrDefault(credential));

        public Task SaveAsync(string credential, RefreshedTokens tokens, JsonObject config, CancellationToken cancellationToken)
        {
            Saving?.Invoke();
            cancellationToken.ThrowIfCancellationRequested();
            if (Fails) throw new IOException("the store is away");
            (_saved[credential], Config) = (tokens, config);
            return Task.CompletedTask;
        }
    }
}
