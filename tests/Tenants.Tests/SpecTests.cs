using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using ControlPlane.Contracts;
using ControlPlane.Tenants.Tests.Hosting;
using ControlPlane.Testing;

namespace ControlPlane.Tenants.Tests;

public sealed class SpecTests(Warehouse warehouse)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_a_spec_may_not_change_about_models_is_reported_with_what_it_may()
    {
        await using var host = await TenantsHost.StartAsync(warehouse);
        var answer = await host.PutAsync(TenantId.Parse("acme-dev"), """
            blueprint: github-events
            models:
              disabled: [github_events_daily, "a; b"]
              config:
                github_events_daily: { materialised: view, post_hook: "DROP TABLE x", enabled: 1, tags: [a] }
                "x y": view
            """);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var errors = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Token))!["errors"]!.AsObject().ToDictionary(error => error.Key, error => (string)error.Value![0]!);
        errors.Keys.ShouldBe(
            ["models.disabled[1]", "models.config.github_events_daily.materialised", "models.config.github_events_daily.post_hook", "models.config.github_events_daily.enabled", "models.config.x y"], ignoreOrder: true);
        errors["models.config.github_events_daily.materialised"].ShouldEndWith("; did you mean 'materialized'?");
        errors["models.config.github_events_daily.post_hook"].ShouldStartWith("A tenant's spec cannot configure 'post_hook'; it can enabled, ");
    }

    [Fact]
    public async Task Every_error_is_reported_at_once_with_its_path()
    {
        await using var host = await TenantsHost.StartAsync(warehouse);
        var tenant = TenantId.Parse("acme-dev");
        var answer = await host.PutAsync(tenant, """
            blueprint: github-events
            displayNam: Acme
            sources:
              github:
                connector: github-event
                streams: [events, events]
                config: { api_key: sk-hunter2-live, nested: { password: sk-hunter2-live }, other: secret://other-dev/x, url: "https://me:sk-hunter2-live@example.com" }
                schedule: { cron: "every day", timeZone: Europe/Berlinn }
                maxRejectedShare: 2
              Bad_Name: { connector: landed-files, streams: [] }
              drop: { streams: [a] }
            warehouse: { quotaCredits: lots, connectionLimit: 0, size: HUGE }
            models: { project: ../../.., threads: 1.5 }
            activations: { file: nothing.yml }
            refreshes:
              connections:
                powerbo: { apiUrl: ftp://x, loginUrl: "https://login.example", tenantId: t, clientId: c, clientSecret: sk-hunter2-live }
            """);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var text = await answer.Content.ReadAsStringAsync(Token);
        text.ShouldNotContain("hunter2");
        var problem = JsonNode.Parse(text)!;
        ((string)problem["type"]!).ShouldBe("urn:controlplane:problem:spec-invalid");
        var errors = problem["errors"]!.AsObject().ToDictionary(error => error.Key, error => (string)error.Value![0]!);
        errors.Keys.ShouldBe(
        [
            "displayNam", "sources.github.connector", "sources.github.streams", "sources.github.streams[1]", "sources.github.config.api_key", "sources.github.config.nested.password",
            "sources.github.config.other", "sources.github.config.url", "sources.github.schedule.cron", "sources.github.schedule.timeZone", "sources.github.maxRejectedShare",
            "sources.Bad_Name", "sources.Bad_Name.streams", "sources.drop.connector", "warehouse.quotaCredits", "warehouse.connectionLimit", "warehouse.size", "models.project",
            "models.threads", "activations.file", "refreshes.connections.powerbo", "refreshes.connections.powerbo.apiUrl", "refreshes.connections.powerbo.clientSecret",
        ], ignoreOrder: true);
        errors["displayNam"].ShouldContain("did you mean 'displayName'?");
        errors["sources.github.connector"].ShouldContain("did you mean 'github-events'?");
        errors["refreshes.connections.powerbo"].ShouldContain("did you mean 'powerbi'?");
        errors["sources.github.config.other"].ShouldContain("another tenant");
        host.Log.Text.ShouldNotContain("hunter2");
        (await host.Client.GetAsync("/v1/tenants/acme-dev", Token)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Stream_whose_table_would_have_the_name_of_another_ones_view_is_refused()
    {
        await using var host = await TenantsHost.StartAsync(warehouse);

        var answer = await host.PutAsync(TenantId.Parse("acme-dev"), """
            blueprint: github-events
            sources:
              drop: { connector: landed-files, streams: [orders, orders_current] }
            """);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync(Token)).ShouldContain("RAW.drop_orders_current");
    }

    [Theory]
    [InlineData("blueprint: nonsense\nwarehouse: { connectionLimit: x }", "blueprint", "known are github-events")]
    [InlineData("blueprint: nonsense\nwarehouse: { connectionLimit: x }", "warehouse.connectionLimit", "Expected a whole number")]
    [InlineData("warehouse: {}", "blueprint", "Missing")]
    [InlineData("a: 1\na: 2", "a", "twice")]
    [InlineData("- list", "(document)", "mapping")]
    [InlineData("", "(document)", "mapping")]
    [InlineData("a: [", "(document)", "Not YAML at line")]
    [InlineData("blueprint: github-events\n---\nblueprint: github-events", "(document)", "more than one document")]
    [InlineData("a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\ne: [*d,*d,*d,*d,*d,*d,*d,*d,*d]", "(document)", "aliases expand")]
    [InlineData("a: *nothing", "(document)", "nothing")]
    public async Task Document_that_cannot_be_used_says_why(string spec, string path, string why)
    {
        await using var host = await TenantsHost.StartAsync(warehouse);

        var answer = await host.PutAsync(PostgresFixture.NewTenant(), spec);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        ((string)(await answer.Content.ReadFromJsonAsync<JsonNode>(Token))!["errors"]![path]![0]!).ShouldContain(why);
    }

    [Fact]
    public async Task Yaml_and_json_say_the_same_and_the_same_again_changes_nothing()
    {
        await using var host = await TenantsHost.StartAsync(warehouse);
        var tenant = PostgresFixture.NewTenant();

        var first = await host.PutAsync(tenant, "blueprint: github-events\nwarehouse: { quotaCredits: 12.5 }\nmodels: { vars: { at: '{tenant}' } }", "text/yaml");
        first.StatusCode.ShouldBe(HttpStatusCode.Created);
        first.Headers.Location!.ToString().ShouldBe($"/v1/tenants/{tenant}");
        var second = await host.PutAsync(tenant, """{ "models": { "vars": { "at": "{tenant}" } }, "warehouse": { "quotaCredits": 12.5 }, "blueprint": "github-events" }""", "application/json");
        second.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        second.Headers.ETag!.Tag.ShouldBe("\"1\"");

        var view = await host.GetAsync($"/v1/tenants/{tenant}");
        ((long)view["generation"]!).ShouldBe(1);
        ((string)view["effective"]!["models"]!["vars"]!["at"]!).ShouldBe(tenant.ToString());
        ((int)view["effective"]!["warehouse"]!["connectionLimit"]!).ShouldBe(20);
    }

    [Fact]
    public async Task Document_goes_over_the_defaults_map_by_map_and_null_removes()
    {
        await using var host = await TenantsHost.StartAsync(warehouse);
        var tenant = PostgresFixture.NewTenant();

        (await host.PutAsync(tenant, """
            blueprint: github-events
            sources:
              github: { schedule: null, config: { token: "secret://{tenant}/github/token" } }
              files: { connector: landed-files, contract: github-events, streams: [events] }
            """, "application/x-yaml")).StatusCode.ShouldBe(HttpStatusCode.Created);

        var sources = (await host.GetAsync($"/v1/tenants/{tenant}"))["effective"]!["sources"]!;
        sources["github"]!.AsObject().ContainsKey("schedule").ShouldBeFalse();
        ((string)sources["github"]!["config"]!["base_url"]!).ShouldBe("https://api.github.com");
        ((string)sources["github"]!["config"]!["token"]!).ShouldBe($"secret://{tenant}/github/token");
        ((string)sources["github"]!["connector"]!).ShouldBe("github-events");
        ((string)sources["files"]!["connector"]!).ShouldBe("landed-files");
    }

    [Fact]
    public async Task Tenant_that_exists_is_not_created_twice_and_an_old_generation_does_not_overwrite()
    {
        await using var host = await TenantsHost.StartAsync(warehouse);
        var tenant = PostgresFixture.NewTenant();
        const string Spec = "blueprint: github-events\n";

        (await host.PutAsync(tenant, Spec, with: request => request.Headers.TryAddWithoutValidation("If-Match", "\"1\""))).StatusCode.ShouldBe(HttpStatusCode.PreconditionFailed);
        (await host.PutAsync(tenant, Spec, with: request => request.Headers.TryAddWithoutValidation("If-None-Match", "*"))).StatusCode.ShouldBe(HttpStatusCode.Created);
        var again = await host.PutAsync(tenant, Spec, with: request => request.Headers.TryAddWithoutValidation("If-None-Match", "*"));
        again.StatusCode.ShouldBe(HttpStatusCode.PreconditionFailed);
        (await again.Content.ReadAsStringAsync(Token)).ShouldContain("urn:controlplane:problem:tenant-exists");
        (await host.PutAsync(tenant, Spec + "displayName: A\n", with: request => request.Headers.TryAddWithoutValidation("If-Match", "\"1\""))).Headers.ETag!.Tag.ShouldBe("\"2\"");
        (await host.PutAsync(tenant, Spec + "displayName: B\n", with: request => request.Headers.TryAddWithoutValidation("If-Match", "\"1\""))).StatusCode.ShouldBe(HttpStatusCode.PreconditionFailed);
    }

    [Fact]
    public async Task Concurrent_declarations_each_get_a_generation_of_their_own()
    {
        await using var host = await TenantsHost.StartAsync(warehouse);
        var tenant = PostgresFixture.NewTenant();

        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(number => host.PutAsync(tenant, $"blueprint: github-events\ndisplayName: number {number}\n")));

        answers.Select(answer => answer.Headers.ETag!.Tag).ShouldBe(Enumerable.Range(1, 12).Select(number => $"\"{number}\""), ignoreOrder: true);
        answers.Count(answer => answer.StatusCode == HttpStatusCode.Created).ShouldBe(1);
        (await host.ControlAsync<long>($"SELECT count(*) FROM tenants.specs WHERE tenant = '{tenant}'")).ShouldBe(12);
    }

    [Fact]
    public async Task Body_of_another_kind_or_too_large_is_refused()
    {
        await using var host = await TenantsHost.StartAsync(warehouse);
        var tenant = PostgresFixture.NewTenant();

        (await host.PutAsync(tenant, "blueprint: github-events", "text/plain")).StatusCode.ShouldBe(HttpStatusCode.UnsupportedMediaType);
        (await host.PutAsync(tenant, "blueprint: github-events #" + new string('x', 1 << 20))).StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    public async Task Tenants_are_listed_page_by_page()
    {
        await using var host = await TenantsHost.StartAsync(warehouse);
        foreach (var name in new[] { "delta-dev", "acme-dev", "bolt-prod", "acme-prod", "corp-stage" }) (await host.PutAsync(TenantId.Parse(name), "blueprint: github-events")).EnsureSuccessStatusCode();

        var names = new List<string>();
        for (string? path = "/v1/tenants?limit=2"; path is not null;)
        {
            var page = await host.GetAsync(path);
            names.AddRange(page["tenants"]!.AsArray().Select(item => (string)item!["tenant"]!));
            path = (string?)page["next"] is { } next ? $"/v1/tenants?limit=2&cursor={next}" : null;
        }
        names.ShouldBe(["acme-dev", "acme-prod", "bolt-prod", "corp-stage", "delta-dev"]);
        (await host.Client.GetAsync("/v1/tenants?cursor=nonsense!", Token)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        ((string)(await host.GetAsync("/v1/blueprints"))["blueprints"]![0]!["name"]!).ShouldBe("github-events");
    }
}
