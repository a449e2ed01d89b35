using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using ControlPlane.Testing;
using ControlPlane.Transformation.Tests.Runs;

namespace ControlPlane.Transformation.Tests.Lineage;

public sealed class LineageEndpointTests(PostgresFixture postgres)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Graph_of_a_project_is_there_before_anything_has_run()
    {
        await using var service = await StartAsync();

        var all = await GetAsync(service, "");

        Ids(all).ShouldBe(["source.shop.app.orders", "model.shop.stg_orders", "model.shop.customers", "exposure.shop.weekly"]);
        Edges(all).ShouldBe(["source.shop.app.orders > model.shop.stg_orders", "model.shop.stg_orders > model.shop.customers", "model.shop.customers > exposure.shop.weekly"], ignoreOrder: true);
        (all.GetProperty("project").GetString(), all.GetProperty("truncated").GetBoolean(), all.GetProperty("node").ValueKind).ShouldBe(("shop", false, JsonValueKind.Null));
        Columns(all).ShouldContain("model.shop.stg_orders.amount > model.shop.customers.total AGGREGATION");
    }

    [Fact]
    public async Task A_column_is_followed_to_its_origin_and_to_what_it_reaches()
    {
        await using var service = await StartAsync();

        var origin = await GetAsync(service, "?node=customers.total&direction=upstream");
        var impact = await GetAsync(service, "?node=app.orders.amount&direction=downstream&depth=1");

        Columns(origin).ShouldBe(["model.shop.stg_orders.amount > model.shop.customers.total AGGREGATION", "source.shop.app.orders.amount > model.shop.stg_orders.amount IDENTITY"]);
        (origin.GetProperty("node").GetString(), origin.GetProperty("column").GetString()).ShouldBe(("model.shop.customers", "total"));
        Columns(impact).ShouldBe(["source.shop.app.orders.amount > model.shop.stg_orders.amount IDENTITY"]);
    }

    [Fact]
    public async Task Star_of_a_source_is_resolved_by_what_the_last_run_saw()
    {
        await using var service = await StartAsync();
        service.Write("models/staging/stg_orders.sql", "SELECT * FROM {{ source('app', 'orders') }}");
        var before = await GetAsync(service, "?node=stg_orders&direction=upstream");
        before.GetProperty("unresolved")[0].GetProperty("reason").GetString().ShouldBe("the columns of database.RAW.orders are not known, so that * cannot be listed");

        await service.PublishedAsync(await service.LoadedAsync());

        await Eventually.TrueAsync("the columns are recorded", () => service.CountAsync("relations"));
        Columns(await GetAsync(service, "?node=stg_orders&direction=upstream")).ShouldBe(
        [
            "source.shop.app.orders.id > model.shop.stg_orders.id IDENTITY", "source.shop.app.orders.customer > model.shop.stg_orders.customer IDENTITY",
            "source.shop.app.orders.amount > model.shop.stg_orders.amount IDENTITY",
        ]);
    }

    [Fact]
    public async Task Ephemeral_models_are_steps_of_their_own_and_an_incremental_model_does_not_lead_to_itself()
    {
        await using var service = await StartAsync();
        service.Write("models/staging/paid.sql", "{{ config(materialized='ephemeral') }} SELECT customer, amount FROM {{ ref('stg_orders') }} WHERE amount > 0");
        service.Write("models/marts/grown.sql", """
            {{ config(materialized='incremental', unique_key='customer') }}
            SELECT customer, amount FROM {{ ref('paid') }}
            {% if is_incremental() %} WHERE amount > (SELECT max(amount) FROM {{ this }}) {% endif %}
            """);

        var answer = await GetAsync(service, "?node=grown.amount&direction=upstream&indirect=true");

        Edges(answer).ShouldBe(["model.shop.paid > model.shop.grown", "model.shop.stg_orders > model.shop.paid", "source.shop.app.orders > model.shop.stg_orders"], ignoreOrder: true);
        answer.GetProperty("unresolved").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task What_is_compiled_from_the_warehouse_alone_has_columns_once_it_has_run()
    {
        await using var service = await StartAsync();
        service.Write("models/marts/asked.sql", """
            {% set names = run_query("select customer from " ~ ref('stg_orders') ~ " where amount < 20").columns[0].values() if execute else [] %}
            SELECT {% for name in names %}sum(CASE WHEN customer = '{{ name }}' THEN amount END) AS {{ name }}{% endfor %} FROM {{ ref('stg_orders') }}
            """);
        var before = await GetAsync(service, "?node=asked&direction=upstream&depth=1");
        (Edges(before), Columns(before)).ShouldSatisfyAllConditions(pair => pair.Item1.ShouldBe(["model.shop.stg_orders > model.shop.asked"]), pair => pair.Item2.ShouldBeEmpty());
        before.GetProperty("unresolved")[0].GetProperty("node").GetString().ShouldBe("model.shop.asked");

        await service.PublishedAsync(await service.LoadedAsync());

        await Eventually.TrueAsync("the columns are recorded", () => service.CountAsync("relations"));
        Columns(await GetAsync(service, "?node=asked.ann&direction=upstream&depth=1")).ShouldBe(["model.shop.stg_orders.amount > model.shop.asked.ann AGGREGATION"]);
        (await service.ScalarAsync<string>($"SELECT relations::text FROM transformation.relations WHERE tenant = '{service.Tenant}'"))!.ShouldNotContain(service.Tenant.DatabaseName);
    }

    [Theory]
    [InlineData("?node=customers&direction=sideways", "direction", "'sideways' is none of upstream, downstream and both.")]
    [InlineData("?node=customers&direction=1", "direction", "'1' is none of upstream, downstream and both.")]
    [InlineData("?node=customers&depth=0", "depth", "'0' is not a whole number from 1 to 2147483647; leave it out for all steps.")]
    [InlineData("?node=customers&depth=x", "depth", "'x' is not a whole number from 1 to 2147483647; leave it out for all steps.")]
    [InlineData("?depth=2", "depth", "It needs 'node', which says where to begin.")]
    [InlineData("?node=", "node", "It is a unique id, a name, or either with '.' and a column behind it; leave it out for the whole graph.")]
    [InlineData("?indirect=maybe", "indirect", "'maybe' is neither true nor false.")]
    public async Task What_a_parameter_cannot_be_is_told_with_what_it_can_be(string query, string parameter, string message)
    {
        await using var service = await StartAsync();
        var response = await service.Host.Operator.GetAsync(new Uri($"v1/tenants/{service.Tenant}/lineage{query}", UriKind.Relative), Token);
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await response.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("errors").GetProperty(parameter)[0].GetString().ShouldBe(message);
    }

    [Theory]
    [InlineData("custmers", "The project has no node or column 'custmers'. Did you mean 'customers'?")]
    [InlineData("customers.totl", "The project has no node or column 'customers.totl'. 'model.shop.customers' is there; Did you mean 'total'?")]
    public async Task Unknown_node_is_answered_with_the_nearest_names(string node, string detail)
    {
        await using var service = await StartAsync();
        var response = await service.Host.Operator.GetAsync(new Uri($"v1/tenants/{service.Tenant}/lineage?node={node}", UriKind.Relative), Token);
        response.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>(Token);
        problem.GetProperty("type").GetString().ShouldBe("urn:controlplane:problem:lineage-node-unknown");
        problem.GetProperty("detail").GetString().ShouldBe(detail);
    }

    [Fact]
    public async Task Key_of_another_tenant_finds_nothing_and_errors_of_the_project_are_listed()
    {
        await using var service = await StartAsync();
        var other = await service.Host.AsTenantAsync(PostgresFixture.NewTenant());
        (await other.GetAsync(new Uri($"v1/tenants/{service.Tenant}/lineage?node=customers", UriKind.Relative), Token)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await service.Host.Anonymous().GetAsync(new Uri($"v1/tenants/{service.Tenant}/lineage", UriKind.Relative), Token)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await (await service.Host.AsTenantAsync(service.Tenant)).GetAsync(new Uri($"v1/tenants/{service.Tenant}/lineage?node=customers", UriKind.Relative), Token)).StatusCode.ShouldBe(HttpStatusCode.OK);

        service.Write("models/broken.sql", "SELECT {% if %}");
        (await service.Host.Operator.GetAsync(new Uri($"v1/tenants/{service.Tenant}/lineage", UriKind.Relative), Token)).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task Marts_of_the_blueprint_lead_to_the_document_that_was_landed()
    {
        await using var service = await ServiceUnderTest.StartAsync(postgres);
        service.UseProject(BlueprintTests.Blueprint());

        var answer = await GetAsync(service, "?node=github_events_daily.actors&direction=upstream");

        Columns(answer).Select(edge => edge.Split(' ')[0]).ShouldContain("source.github_events.github.github_events._airbyte_data");
        (await GetAsync(service, "")).GetProperty("unresolved").EnumerateArray().Select(node => node.ToString()).ShouldBeEmpty();
    }

    private async Task<ServiceUnderTest> StartAsync()
    {
        var service = await ServiceUnderTest.StartAsync(postgres);
        await Shop.WriteAsync(service);
        service.Write("models/marts/exposures.yml", "exposures: [{ name: weekly, type: dashboard, owner: { name: sales, email: sales@example.com }, depends_on: [ref('customers')] }]");
        return service;
    }

    private static async Task<JsonElement> GetAsync(ServiceUnderTest service, string query) =>
        await service.Host.Operator.GetFromJsonAsync<JsonElement>($"v1/tenants/{service.Tenant}/lineage{query}", Token);

    private static IEnumerable<string?> Ids(JsonElement answer) => answer.GetProperty("nodes").EnumerateArray().Select(node => node.GetProperty("id").GetString());

    private static List<string> Edges(JsonElement answer) => [.. answer.GetProperty("edges").EnumerateArray().Select(edge => $"{edge.GetProperty("from")} > {edge.GetProperty("to")}")];

    private static List<string> Columns(JsonElement answer) =>
    [
        .. answer.GetProperty("edges").EnumerateArray().SelectMany(edge => edge.GetProperty("columns").EnumerateArray()
            .Select(column => $"{edge.GetProperty("from")}.{column.GetProperty("from")} > {edge.GetProperty("to")}.{column.GetProperty("to")} {string.Join('+', column.GetProperty("how").EnumerateArray())}")),
    ];
}
