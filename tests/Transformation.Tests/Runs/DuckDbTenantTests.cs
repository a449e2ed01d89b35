using ControlPlane.Contracts.Transformation;
using ControlPlane.Lake;
using ControlPlane.Testing;

namespace ControlPlane.Transformation.Tests.Runs;

/// <summary>Tenants whose warehouse is a DuckDB file.</summary>
public sealed class DuckDbTenantTests(PostgresFixture postgres)
{
    private const string Bronze = """
        sources:
          - name: app
            meta: {external_location: "read_json('bronze/{schema}/{name}/*/*.jsonl.gz', format='newline_delimited', columns={id: 'BIGINT', kind: 'VARCHAR'})"}
            tables: [{name: events}]
        """;

    private const string Partitioned = "{{ config(materialized='external', schema='STAGING', options={'partition_by': 'kind'}) }} SELECT id, kind FROM {{ source('app', 'events') }}";

    [Fact]
    public async Task Looking_at_a_model_reads_the_warehouse_and_never_writes()
    {
        await using var service = await DuckDbService.StartAsync(postgres);
        service.Write("models/marts/asking.sql", "SELECT {% if execute %}{{ run_query('SELECT 41 + 1').rows[0][0] }}{% endif %} AS x");
        service.Write("models/marts/writing.sql", "{% do run_query('CREATE TABLE \"MARTS\".made AS SELECT 1 AS x') %} SELECT 1 AS x");
        var tenant = await service.NewTenantAsync();

        (await Eventually.GetAsync("the model is shown", () => service.SqlAsync(tenant, "asking"))).ShouldBe("SELECT 42 AS x");
        (await service.SqlAsync(tenant, "writing")).ShouldBe("");

        (await service.ReadAsync(tenant, "SELECT count(*) FROM information_schema.tables WHERE table_name = 'made'")).ShouldBe(["0"]);
    }

    [Fact]
    public async Task Models_are_built_tested_and_published_and_a_failed_test_publishes_nothing()
    {
        await using var service = await DuckDbService.StartAsync(postgres);
        service.Write("models/staging/stg_orders.sql", "SELECT 1 AS id, 10 AS amount");
        service.Write("models/marts/totals.sql", "SELECT id, sum(amount) AS total FROM {{ ref('stg_orders') }} GROUP BY id");
        service.Write("models/marts/schema.yml", """
            models:
              - name: totals
                columns: [{ name: id, data_tests: [not_null] }]
                config: { meta: { quality: [{ check: range, column: total, max: 15, name: size }, { check: volume }] } }
            """);
        var tenant = await service.NewTenantAsync();

        (await service.PublishedAsync(await service.LoadedAsync(tenant))).Marts.ShouldBe([new PublishedMart("totals", 1)]);
        (await service.ReadAsync(tenant, "SELECT total FROM \"MARTS\".totals")).ShouldBe(["10"]);

        service.Write("models/staging/stg_orders.sql", "SELECT CAST(NULL AS INTEGER) AS id, 12 AS amount");
        (await service.RefusedAsync(await service.LoadedAsync(tenant))).ShouldBe("1 tests failed: not_null_totals_id (1 failing)");
        (await service.ReadAsync(tenant, "SELECT total FROM \"MARTS\".totals")).ShouldBe(["10"]);

        service.Write("models/staging/stg_orders.sql", "SELECT 1 AS id, 20 AS amount");
        (await service.RefusedAsync(await service.LoadedAsync(tenant))).ShouldBe("1 tests failed: totals.size: 1 of 1 values are not at most 15");
        (await service.ReadAsync(tenant, "SELECT total FROM \"MARTS\".totals")).ShouldBe(["10"]);
    }

    [Fact]
    public async Task Each_tenant_reads_its_own_bronze_and_writes_its_own_silver_and_gold()
    {
        await using var service = await DuckDbService.StartAsync(postgres);
        service.Write("models/bronze.yml", Bronze);
        service.Write("models/staging/events.sql", Partitioned);
        service.Write("models/marts/kinds.sql", "{{ config(materialized='external') }} SELECT kind, count(*) AS events, min(id) AS first FROM {{ ref('events') }} GROUP BY kind");
        service.Write("models/marts/schema.yml", "models: [{ name: kinds, columns: [{ name: first, data_tests: [not_null] }] }]");
        var (one, two) = (await service.NewTenantAsync(), await service.NewTenantAsync());
        service.Land(one, "events", """{"id": 1, "kind": "push"}""", """{"id": 2, "kind": "fork"}""");
        service.Land(two, "events", """{"id": 7, "kind": "star"}""");

        foreach (var tenant in new[] { one, two }) (await service.PublishedAsync(await service.LoadedAsync(tenant))).Marts.ShouldHaveSingleItem().Name.ShouldBe("kinds");

        (await service.ReadAsync(one, "SELECT * FROM \"MARTS\".kinds ORDER BY 1")).ShouldBe(["fork|1|2", "push|1|1"]);
        (await service.ReadAsync(two, "SELECT * FROM \"MARTS\".kinds ORDER BY 1")).ShouldBe(["star|1|7"]);
        Files(service.Lake!.FolderOf(one, LakeLayer.Silver)).ShouldBe(["staging/events/kind=fork", "staging/events/kind=push"]);
        Files(service.Lake.FolderOf(two, LakeLayer.Silver)).ShouldBe(["staging/events/kind=star"]);
        Files(service.Lake.FolderOf(two, LakeLayer.Gold)).ShouldBe(["kinds"]);

        // Rows that fail their test are in files that nobody reads.
        service.Land(one, "events", """{"kind": "null"}""");
        (await service.RefusedAsync(await service.LoadedAsync(one))).ShouldBe("1 tests failed: not_null_kinds_first (1 failing)");
        (await service.ReadAsync(one, "SELECT kind FROM \"MARTS\".kinds ORDER BY 1")).ShouldBe(["fork", "push"]);
        (await service.ReadAsync(one, "SELECT count(*) FROM \"STAGING\".events")).ShouldBe(["2"]);
    }

    [Fact]
    public async Task Parquet_is_a_source_too()
    {
        await using var service = await DuckDbService.StartAsync(postgres);
        service.Write("models/bronze.yml", Bronze);
        service.Write("models/staging/events.sql", Partitioned.Replace("config(", "config(location='silver/shared/events', ", StringComparison.Ordinal));
        var tenant = await service.NewTenantAsync();
        service.Land(tenant, "events", """{"id": 1, "kind": "push"}""");
        await service.PublishedAsync(await service.LoadedAsync(tenant));
        service.Write("models/silver.yml", """
            sources:
              - name: silver
                tables: [{name: events, meta: {external_location: "silver/shared/events/*/*/*.parquet"}}]
            """);
        service.Write("models/marts/ids.sql", "SELECT DISTINCT id FROM {{ source('silver', 'events') }}");
        // Who reads files by a pattern must not do so while a model writes them: only ref() puts one after the other.
        service.Write("models/staging/events.sql", "{{ config(enabled=false) }} SELECT 1 AS id");

        await service.PublishedAsync(await service.LoadedAsync(tenant));

        (await service.ReadAsync(tenant, "SELECT id FROM \"MARTS\".ids")).ShouldBe(["1"]);
    }

    [Fact]
    public async Task Files_of_another_tenant_are_refused_however_they_are_named()
    {
        await using var service = await DuckDbService.StartAsync(postgres);
        var (tenant, other) = (await service.NewTenantAsync(), await service.NewTenantAsync());
        service.Land(tenant, "events", """{"id": 1, "kind": "push"}""");
        service.Land(other, "events", """{"id": 7, "kind": "secret"}""");
        var theirs = service.Lake!.FolderOf(other, LakeLayer.Bronze);

        service.Write("models/marts/stolen.sql", $"SELECT * FROM read_json('{theirs}/*/*/*/*.jsonl.gz')");
        (await service.RefusedAsync(await service.LoadedAsync(tenant))).ShouldStartWith("1 models failed: stolen: ");

        service.Write("models/marts/stolen.sql", $"{{{{ config(materialized='external', location='{service.Lake.FolderOf(other, LakeLayer.Gold)}/a.parquet') }}}} SELECT 1 AS id");
        (await service.RefusedAsync(await service.LoadedAsync(tenant))).ShouldContain("begin it with silver/ or gold/");

        service.Write("models/marts/stolen.sql", "SELECT * FROM {{ source('app', 'events') }}");
        foreach (var location in (string[])[$"bronze/../{other.Client}/app/events/*/*.jsonl.gz", $"{theirs}/app/events/*/*.jsonl.gz"])
        {
            service.Write("models/bronze.yml", $"sources: [{{ name: app, tables: [{{ name: events, meta: {{ external_location: \"{location}\" }} }}] }}]");
            (await service.RefusedAsync(await service.LoadedAsync(tenant))).ShouldContain("Source app.events");
        }
        Directory.Exists(service.Lake.FolderOf(other, LakeLayer.Gold)).ShouldBeFalse();
    }

    [Theory]
    [InlineData("a", "gold/orders.csv", "b", "gold/orders.parquet", "Models 'a' and 'b' would both have their files in one place")]
    [InlineData("a", "gold/b", "b", "", "Models 'a' and 'b' would both have their files in one place")]
    public async Task Two_models_with_their_files_in_one_place_are_refused(string one, string first, string two, string second, string message)
    {
        await using var service = await DuckDbService.StartAsync(postgres);
        service.Write($"models/marts/{one}.sql", $"{{{{ config(materialized='external', location='{first}') }}}} SELECT 1 AS id");
        service.Write($"models/marts/{two}.sql", $"{{{{ config(materialized='external'{(second.Length > 0 ? $", location='{second}'" : "")}) }}}} SELECT 1 AS id");
        var tenant = await service.NewTenantAsync();

        (await service.RefusedAsync(await service.LoadedAsync(tenant))).ShouldContain(message);
    }

    [Theory]
    [InlineData("gold/daily/*.parquet", true)]
    [InlineData("read_parquet('gold/**/*.parquet')", true)]
    [InlineData("gold/**", true)]
    [InlineData("gold/d[a-z]ily/*", true)]
    [InlineData("gold/*.parquet", false)]
    [InlineData("gold/other/*.parquet", false)]
    public async Task A_source_that_reads_the_builds_of_a_model_is_refused(string location, bool refused)
    {
        await using var service = await DuckDbService.StartAsync(postgres);
        service.Write("models/marts/daily.sql", "{{ config(materialized='external') }} SELECT 1 AS id");
        service.Write("models/gold.yml", $"sources: [{{ name: gold, tables: [{{ name: days, meta: {{ external_location: \"{location}\" }} }}] }}]");
        var tenant = await service.NewTenantAsync();
        var run = await service.LoadedAsync(tenant);

        if (refused) (await service.RefusedAsync(run)).ShouldContain("Source 'gold.days' reads the files of model 'daily', which has builds there that nobody was shown, beside each other.");
        else await service.PublishedAsync(run);
    }

    [Fact]
    public async Task Views_of_files_that_a_run_keeps_are_left_as_they_are()
    {
        await using var service = await DuckDbService.StartAsync(postgres);
        service.Write("dbt_project.yml", SmallProjects.Settings + "\non-run-start: [\"{{ register_upstream_external_models() }}\"]\n");
        service.Write("models/staging/events.sql", "{{ config(materialized='external') }} SELECT 1 AS id");
        service.Write("models/marts/ids.sql", "SELECT id + 'x' AS id FROM {{ ref('events') }}");
        var tenant = await service.NewTenantAsync();
        var run = await service.LoadedAsync(tenant);
        await service.RefusedAsync(run);
        service.Write("models/marts/ids.sql", "SELECT id FROM {{ ref('events') }}");

        await service.RetriedAsync(tenant, run);

        (await service.ReadAsync(tenant, "SELECT id FROM \"MARTS\".ids")).ShouldBe(["1"]);
    }

    [Fact]
    public async Task Models_and_hooks_write_no_files_of_their_own_whoever_runs_them()
    {
        await using var service = await DuckDbService.StartAsync(postgres);
        var tenant = await service.NewTenantAsync();
        service.Land(tenant, "events", """{"id": 1, "kind": "push"}""");
        var file = $"{service.Lake!.FolderOf(tenant, LakeLayer.Bronze)}/x.csv";
        service.Write("models/marts/a.sql", $"{{{{ config(pre_hook=\"COPY (SELECT 1) TO '{file}'\") }}}} SELECT 1 AS id");
        service.Write("models/marts/b.sql", $"{{% do run_query(\"COPY (SELECT 1) TO '{file}'\") %}} SELECT 1 AS id");

        var reason = await service.RefusedAsync(await service.LoadedAsync(tenant));
        (await service.SqlAsync(tenant, "b")).ShouldBe("");

        reason.ShouldStartWith("2 models failed: ");
        reason.ShouldContain("models do not COPY; files are written by the materialization 'external' alone");
        File.Exists(file).ShouldBeFalse();
    }

    [Fact]
    public async Task Where_the_lake_is_no_folder_models_that_are_files_say_so()
    {
        await using var service = await DuckDbService.StartAsync(postgres, "s3://agency?region=eu-west-1&endpoint=http://127.0.0.1:9");
        service.Write("models/marts/kinds.sql", "{{ config(materialized='external') }} SELECT 1 AS id");
        var tenant = await service.NewTenantAsync();

        (await service.RefusedAsync(await service.LoadedAsync(tenant))).ShouldContain("this target reaches no files. A tenant's models do where the lake is a folder.");
    }

    /// <summary>Folders with files, without those of builds.</summary>
    private static IReadOnlyList<string> Files(string folder) =>
    [
        .. Directory.EnumerateFiles(folder, "*.parquet", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(folder, Path.GetDirectoryName(file)!))
            .Select(path => string.Join('/', path.Split('/').Where(part => !Guid.TryParseExact(part, "N", out _)))).Distinct().Order(StringComparer.Ordinal),
    ];
}
