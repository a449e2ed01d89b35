using System.Net;
using System.Text.Json.Nodes;
using ControlPlane.Contracts.Ingestion;
using ControlPlane.Lake;
using ControlPlane.Secrets;
using ControlPlane.Testing;
using ControlPlane.Transformation.Tests.Runs;
using Microsoft.Extensions.DependencyInjection;

namespace ControlPlane.Transformation.Tests.Lineage;

public sealed class OpenLineageEventTests(PostgresFixture postgres)
{
    [Fact]
    public async Task A_run_on_postgresql_is_told_with_its_models_and_tests()
    {
        await using var server = await LineageServer.StartAsync();
        await using var service = await ServiceUnderTest.StartAsync(postgres, configure: server.Configure);
        await Shop.WriteAsync(service);
        service.Write("models/staging/stg_orders.sql", "SELECT * FROM {{ source('app', 'orders') }} WHERE amount > 0");
        service.Write("models/marts/quality.yml", "models: [{ name: stg_orders, config: { meta: { quality: [{ check: range, column: amount, max: 15, name: size, severity: warn }] } } }]");

        var run = await service.LoadedAsync();
        await service.PublishedAsync(run);
        var events = await server.EndedAsync(run, "COMPLETE");

        LineageServer.ShouldBeValid(events);
        LineageServer.Told(events).ShouldBe(
        [
            "START models", "START model.shop.stg_orders", "COMPLETE model.shop.stg_orders", "START model.shop.customers", "COMPLETE model.shop.customers", "START model.shop.customers.tests",
            "COMPLETE model.shop.customers.tests", "START model.shop.stg_orders.tests", "COMPLETE model.shop.stg_orders.tests", "COMPLETE models",
        ], ignoreOrder: true);
        events.ShouldAllBe(each => each["job"]!["namespace"]!.ToString() == service.Tenant.ToString());
        events.Where(each => each["job"]!["name"]!.ToString() != "models").ShouldAllBe(each => each["run"]!["facets"]!["parent"]!["run"]!["runId"]!.ToString() == run.ToString());

        var model = LineageServer.Find(events, "COMPLETE", "model.shop.customers");
        var output = model["outputs"]![0]!;
        (output["namespace"]!.ToString(), output["name"]!.ToString()).ShouldBe(($"postgres://127.0.0.1:{postgres.Server.Port}", $"{service.Tenant.DatabaseName}.MARTS.customers"));
        Fields(output).ShouldBe(["customer text", "total bigint"]);
        output["outputFacets"]!["outputStatistics"]!["rowCount"]!.GetValue<long>().ShouldBe(2);
        Origins(output).ShouldBe(["customer < STAGING.stg_orders.customer IDENTITY", "total < STAGING.stg_orders.amount AGGREGATION"]);
        Fields(model["inputs"]![0]!).ShouldBe(["id integer", "customer text", "amount integer"]);
        model["job"]!["facets"]!["sql"]!["query"]!.ToString().ShouldContain("\"STAGING\".\"stg_orders\"");
        model["run"]!["facets"]!["processing_engine"]!["name"]!.ToString().ShouldBe("PostgreSQL");
        Origins(LineageServer.Find(events, "COMPLETE", "model.shop.stg_orders")["outputs"]![0]!)
            .ShouldBe(["id < RAW.orders.id IDENTITY", "customer < RAW.orders.customer IDENTITY", "amount < RAW.orders.amount IDENTITY"]);

        var tested = LineageServer.Find(events, "COMPLETE", "model.shop.customers.tests")["inputs"]![0]!["inputFacets"]!;
        tested["dataQualityMetrics"]!["rowCount"]!.GetValue<long>().ShouldBe(2);
        tested["dataQualityAssertions"]!["assertions"]!.AsArray().Select(each => $"{each!["assertion"]} {each["column"]} {each["success"]}").ShouldBe(["not_null customer true", "not_null total true", "unique customer true"], ignoreOrder: true);
        LineageServer.Find(events, "COMPLETE", "model.shop.stg_orders.tests")["inputs"]![0]!["inputFacets"]!["dataQualityAssertions"]!["assertions"]![0]!.ToJsonString()
            .ShouldBe("""{"assertion":"range","success":false,"column":"amount","severity":"warn","name":"stg_orders.size"}""");
        LineageServer.Find(events, "COMPLETE", "models")["outputs"]![0]!["outputFacets"]!["outputStatistics"]!["rowCount"]!.GetValue<long>().ShouldBe(2);
    }

    [Fact]
    public async Task A_run_on_duckdb_is_told_with_the_origins_of_columns()
    {
        await using var server = await LineageServer.StartAsync();
        await using var service = await DuckDbService.StartAsync(postgres, configure: server.Configure);
        service.Write("models/bronze.yml", "sources: [{ name: app, meta: { external_location: \"read_json('bronze/{schema}/{name}/*/*.jsonl.gz')\" }, tables: [{ name: events, columns: [{ name: id }, { name: amount }] }] }]");
        service.Write("models/staging/stg_orders.sql", "SELECT * FROM {{ source('app', 'events') }}");
        service.Write("models/marts/totals.sql", "WITH o AS (SELECT * FROM {{ ref('stg_orders') }}) SELECT id, sum(amount) AS total FROM o GROUP BY id");
        var tenant = await service.NewTenantAsync();
        service.Land(tenant, "events", """{"id": 1, "amount": 10}""");

        var run = await service.LoadedAsync(tenant);
        await service.PublishedAsync(run);
        var events = await server.EndedAsync(run, "COMPLETE");

        LineageServer.ShouldBeValid(events);
        var output = LineageServer.Find(events, "COMPLETE", "model.shop.totals")["outputs"]![0]!;
        (output["namespace"]!.ToString(), output["name"]!.ToString()).ShouldBe(($"duckdb://{tenant.DatabaseName}", $"{tenant.DatabaseName}.MARTS.totals"));
        Fields(output).ShouldBe(["id BIGINT", "total HUGEINT"]);
        Origins(output).ShouldBe(["id < STAGING.stg_orders.id IDENTITY", "total < STAGING.stg_orders.amount AGGREGATION"]);
        Origins(LineageServer.Find(events, "COMPLETE", "model.shop.stg_orders")["outputs"]![0]!).ShouldBe(["id < app.events.id IDENTITY", "amount < app.events.amount IDENTITY"]);
        server.Requests.ShouldAllBe(request => !request.Body.Contains(service.Lake!.FolderOf(tenant, LakeLayer.Bronze), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Sql_that_a_template_has_put_values_of_rows_into_is_not_told()
    {
        await using var server = await LineageServer.StartAsync();
        await using var service = await DuckDbService.StartAsync(postgres, configure: server.Configure);
        service.Write("models/staging/kinds.sql", "SELECT 'very' || '-secret' AS kind");
        service.Write("models/marts/counted.sql", "-- depends_on: {{ ref('kinds') }}\nSELECT {% if execute %}count(*) FILTER (kind = '{{ run_query('select kind from ' ~ ref('kinds')).rows[0][0] }}'){% endif %} AS n FROM {{ ref('kinds') }}");
        var tenant = await service.NewTenantAsync();

        var run = await service.LoadedAsync(tenant);
        await service.PublishedAsync(run);
        var events = await server.EndedAsync(run, "COMPLETE");

        LineageServer.Find(events, "COMPLETE", "model.shop.kinds")["job"]!["facets"]!["sql"].ShouldNotBeNull();
        LineageServer.Find(events, "COMPLETE", "model.shop.counted")["job"]!["facets"]!["sql"].ShouldBeNull();
        server.Requests.ShouldAllBe(request => !request.Body.Contains("very-secret", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_fails_is_told_without_a_row_and_a_retry_starts_the_same_run_again()
    {
        await using var server = await LineageServer.StartAsync();
        await using var service = await ServiceUnderTest.StartAsync(postgres, configure: server.Configure);
        await Shop.WriteAsync(service);
        await service.Warehouse.AsAdminAsync("INSERT INTO \"RAW\".orders VALUES (5, 'very secret', NULL)");
        service.Write("models/marts/late.sql", "SELECT CAST(customer AS int) AS number FROM {{ ref('stg_orders') }}");

        var run = await service.LoadedAsync();
        await service.RefusedAsync(run);
        await server.EndedAsync(run, "FAIL");
        service.Write("models/marts/late.sql", "SELECT customer AS name FROM {{ ref('stg_orders') }}");
        (await service.RetryAsync(run)).ShouldBe(HttpStatusCode.Accepted);
        await Eventually.TrueAsync("the tests have failed", () => Task.FromResult(server.Events.Count(each => each["eventType"]!.ToString() == "FAIL" && each["job"]!["name"]!.ToString() == "models") == 2));

        var events = server.Events;
        LineageServer.ShouldBeValid(events);
        events.Where(each => each["job"]!["name"]!.ToString() == "models").Select(each => $"{each["eventType"]} {each["run"]!["runId"]}").ShouldBe([$"START {run}", $"FAIL {run}", $"START {run}", $"FAIL {run}"]);
        LineageServer.Find(events, "FAIL", "model.shop.late")["run"]!["facets"]!["errorMessage"]!["message"]!.ToString().ShouldStartWith("models/marts/late.sql: 22P02");
        events.Where(each => each["job"]!["name"]!.ToString() == "model.shop.late").Select(each => each["run"]!["runId"]!.ToString()).Distinct().Count().ShouldBe(2);
        LineageServer.Find(events, "FAIL", "model.shop.customers.tests")["inputs"]![0]!["inputFacets"]!["dataQualityAssertions"]!["assertions"]!.AsArray()
            .Where(each => !each!["success"]!.GetValue<bool>()).Select(each => each!["name"]!.ToString()).ShouldBe(["not_null_customers_total"]);
        server.Requests.ShouldAllBe(request => !request.Body.Contains("very secret", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Cancelled_run_ends_what_is_under_way_with_abort()
    {
        await using var server = await LineageServer.StartAsync();
        await using var service = await ServiceUnderTest.StartAsync(postgres, configure: server.Configure);
        await Shop.WriteAsync(service);
        service.Write("models/marts/slow.sql", "SELECT id, pg_sleep(60)::text AS slept FROM {{ ref('stg_orders') }}");

        var run = await service.LoadedAsync();
        await Eventually.TrueAsync("the model has started", () => Task.FromResult(LineageServer.Told(server.Events).Contains("START model.shop.slow")));
        await service.PublishAsync(new RunCancelled(service.Tenant, run, DateTimeOffset.UtcNow));
        var events = await server.EndedAsync(run, "ABORT");

        LineageServer.ShouldBeValid(events);
        LineageServer.Told(events).ShouldContain("ABORT model.shop.slow");
        LineageServer.Told(events)[^1].ShouldBe("ABORT models");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Endpoint_that_fails_or_never_answers_costs_a_run_nothing(bool hangs)
    {
        var never = new TaskCompletionSource();
        await using var server = await LineageServer.StartAsync(context =>
        {
            context.Response.StatusCode = 500;
            return hangs ? never.Task.WaitAsync(context.RequestAborted) : Task.CompletedTask;
        });
        await using var service = await ServiceUnderTest.StartAsync(postgres, configure: server.Configure);
        await Shop.WriteAsync(service);

        var run = await service.LoadedAsync();
        await service.PublishedAsync(run);

        // Not even the first event had got through by then.
        server.Events.Select(each => each["eventType"]!.ToString()).Distinct().ShouldBeSubsetOf(["START"]);
        never.TrySetCanceled(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Key_comes_from_the_secret_that_is_named_and_is_in_no_event()
    {
        await using var server = await LineageServer.StartAsync();
        await using var service = await ServiceUnderTest.StartAsync(postgres, configure: settings =>
        {
            server.Configure(settings);
            settings["ControlPlane:OpenLineage:Key"] = "secret://platform-dev/openlineage/key";
        });
        await service.Services.GetRequiredService<ISecretStore>().SetAsync(SecretReference.Parse("secret://platform-dev/openlineage/key"), "very-secret", CancellationToken.None);
        await Shop.WriteAsync(service);

        var run = await service.LoadedAsync();
        await server.EndedAsync(run, "COMPLETE");

        server.Requests.ShouldAllBe(request => request.Headers["Authorization"] == "Bearer very-secret" && !request.Body.Contains("very-secret", StringComparison.Ordinal));
        server.Requests.ShouldAllBe(request => request.Path == "/api/v1/lineage" && request.Method == "POST");
    }

    private static List<string> Fields(JsonNode dataset) => [.. dataset["facets"]!["schema"]!["fields"]!.AsArray().Select(field => $"{field!["name"]} {field["type"]}")];

    private static List<string> Origins(JsonNode output) =>
    [
        .. output["facets"]!["columnLineage"]!["fields"]!.AsObject().SelectMany(field => field.Value!["inputFields"]!.AsArray()
            .Select(input => $"{field.Key} < {string.Join('.', input!["name"]!.ToString().Split('.')[1..])}.{input["field"]} {input["transformations"]![0]!["subtype"]}")),
    ];
}
