using ControlPlane.Models.Manifests;
using ControlPlane.Models.Projects;
using ControlPlane.Models.Runs;
using ControlPlane.Models.Runs.Events;
using ControlPlane.Models.Runs.Results;
using ControlPlane.Testing;

namespace ControlPlane.Models.Tests.Runs;

public sealed class BuiltProjectTests(PostgresFixture postgres) : IDisposable
{
    private readonly BuiltProject _project = new(postgres);

    public void Dispose() => _project.Dispose();

    [Fact]
    public void A_build_loads_seeds_builds_models_and_tests_them()
    {
        Shop();
        var result = _project.Run(RunCommand.Build);
        Statuses(result).ShouldBe(["named success", "not_null_named_id pass", "people success", "unique_named_id pass", "uppers pass"]);
        result.Results.Single(node => node.Node.Name == "people").Message.ShouldBe("INSERT 2");
        _project.Query("select name from shop.named order by id").ShouldBe(["ANN", "O'NEIL, C"]);
        File.ReadAllText(Path.Combine(_project.Path, "target/compiled/shop/models/named.sql")).ShouldContain("\"shop\".\"people\"");
        File.Exists(Path.Combine(_project.Path, "target/run/shop/models/named.sql")).ShouldBeTrue();
    }

    [Fact]
    public void A_unit_test_that_fails_shows_the_rows_and_keeps_its_model_from_being_built()
    {
        Shop(expected: "{id: 1, name: b}");
        var result = _project.Run(RunCommand.Build);
        Statuses(result).ShouldContain("uppers fail");
        Statuses(result).ShouldContain("named skipped");
        result.Results.Single(node => node.Node.Name == "uppers").Message.ShouldBe("\n\nactual differs from expected:\n\n@@,id,name\r\n→ ,1 ,b→A\r\n\n");
    }

    [Fact]
    public void An_error_of_the_engine_tells_the_line()
    {
        _project["models/broken.sql"] = "select 1 as id,\n  nothing_here";
        var result = _project.Run(RunCommand.Run).Results.Single();
        result.Status.ShouldBe(NodeStatus.Error);
        result.Message!.ShouldStartWith("Database Error in model broken (models/broken.sql)\n  column \"nothing_here\" does not exist\n  LINE 8: ");
        result.Message.ShouldContain(":   nothing_here\n");
        result.Message.ShouldEndWith("\n  compiled code at target/run/shop/models/broken.sql");
    }

    [Fact]
    public void A_refused_column_of_an_incremental_model_is_shown_in_the_line_of_the_reference()
    {
        _project["models/a.sql"] = "{{ config(materialized='incremental', unique_key='id') }} select 1 as id {{ ', 2 as gone' if not is_incremental() }}";
        _project.Run(RunCommand.Run).IsSuccess.ShouldBeTrue();
        _project.Run(RunCommand.Run).Results.Single().Message!.ShouldStartWith(
            "Database Error in model a (models/a.sql)\n  column \"gone\" does not exist\n  LINE 16:         select \"id\", \"gone\"\n                                ^\n");
    }

    [Fact]
    public void An_incremental_model_that_fails_keeps_none_of_the_columns_that_it_was_given()
    {
        _project["models/a.sql"] = "{{ config(materialized='incremental', on_schema_change='append_new_columns') }} {{ \"select 'x' as id, 3 as more\" if is_incremental() else 'select 1 as id' }}";
        _project.Run(RunCommand.Run).IsSuccess.ShouldBeTrue();
        _project.Run(RunCommand.Run).Results.Single().Status.ShouldBe(NodeStatus.Error);
        _project.Query("select column_name from information_schema.columns where table_schema = 'shop'").ShouldBe(["id"]);
    }

    [Fact]
    public void Columns_that_differ_are_told_as_the_reference_prints_them()
    {
        _project["models/a.sql"] = "{{ config(materialized='incremental', on_schema_change='fail') }} select 1 as id {{ ', 2::bigint as more' if is_incremental() }}";
        _project.Run(RunCommand.Run).IsSuccess.ShouldBeTrue();
        _project.Run(RunCommand.Run).Results.Single().Message!.ShouldContain(
            "Source columns not in target: [PostgresColumn(column='more', dtype='bigint', char_size=None, numeric_precision=64, numeric_scale=0)]");
    }

    [Fact]
    public void A_source_tells_its_age_by_a_query_and_one_without_rows_is_older_than_anything()
    {
        _project["models/s.yml"] = """
            sources:
              - name: shop
                freshness: {error_after: {count: 1, period: day}}
                tables:
                  - {name: asked, config: {loaded_at_query: "select now()::timestamp from {{ this.schema }}.empty_one right join (select 1) one on true"}}
                  - {name: empty_one, loaded_at_field: at}
            """;
        _project.Query("create schema shop; create table shop.empty_one (at timestamp)");
        Statuses(_project.Run(RunCommand.Freshness)).ShouldBe(["asked pass", "empty_one error"]);
    }

    [Fact]
    public void Failing_rows_are_kept_where_that_is_asked_for()
    {
        _project["models/a.sql"] = "select 1 as id union all select null";
        _project["models/schema.yml"] = "models: [{name: a, columns: [{name: id, data_tests: [not_null]}]}]";
        var result = _project.Run(RunCommand.Build, new Invocation { StoreFailures = true });
        var test = result.Results.Single(node => node.Node.ResourceType == ResourceType.Test);
        (test.Status, test.Failures, test.Message).ShouldBe((NodeStatus.Fail, 1, "Got 1 result, configured to fail if != 0"));
        _project.Query("select count(*) from shop_dbt_test__audit.not_null_a_id").ShouldBe(["1"]);
    }

    [Fact]
    public void Hooks_at_the_end_see_what_became_of_each_node()
    {
        _project["dbt_project.yml"] = ProjectFolder.Settings + """
            on-run-start: "create table {{ target.schema }}.log (what text)"
            on-run-end: "insert into {{ target.schema }}.log values {% for result in results %}('{{ result.node.name }} {{ result.status }}'), {% endfor %}('{{ schemas | join }}')"
            """;
        _project["models/a.sql"] = "select 1 as id";
        _project["models/b.sql"] = "select nothing";
        _project.Run(RunCommand.Run);
        _project.Query("select what from shop.log order by what").ShouldBe(["a success", "b error", "shop"]);
    }

    [Fact]
    public void The_age_of_sources_is_held_against_what_they_promise()
    {
        _project["models/sources.yml"] = """
            sources:
              - name: raw
                schema: shop
                loaded_at_field: at
                freshness: {warn_after: {count: 1, period: hour}, error_after: {count: 1, period: day}}
                tables: [{name: fresh}, {name: stale}, {name: old}, {name: missing}]
            """;
        _project.Query("create schema shop; create table shop.fresh as select now() at time zone 'utc' as at; create table shop.stale as select now() at time zone 'utc' - interval '2 hours' as at; create table shop.old as select now() at time zone 'utc' - interval '2 days' as at");
        var result = _project.Run(RunCommand.Freshness);
        Statuses(result).ShouldBe(["fresh pass", "missing runtime error", "old error", "stale warn"]);
        result.Results.Single(node => node.Node.Name == "stale").Age!.Seconds.ShouldBe(7200, 60);
    }

    [Fact]
    public void Batches_that_failed_are_retried_alone()
    {
        _project["models/events.sql"] = "{{ config(event_time='at') }} select n as id, timestamp '2024-01-01' + n * interval '1 day' as at, 1 / (n - {{ var('bad', 1) }}) as x from generate_series(0, 2) as n";
        _project["models/daily.sql"] = "{{ config(materialized='incremental', incremental_strategy='microbatch', unique_key='id', event_time='at', batch_size='day', begin='2024-01-01') }} select id, at, x from {{ ref('events') }}";
        var times = new Invocation { EventTimeStart = new(2024, 1, 1, 0, 0, 0, TimeSpan.Zero), EventTimeEnd = new(2024, 1, 4, 0, 0, 0, TimeSpan.Zero) };
        var first = _project.Run(RunCommand.Run, times).Results.Single(node => node.Node.Name == "daily");
        (first.Status, first.Message).ShouldBe((NodeStatus.PartialSuccess, "PARTIAL SUCCESS (2/3)"));
        _project.Run(RunCommand.Run, times with { Vars = new Dictionary<string, object?> { ["bad"] = 9L } }, select: ["events"]);
        _project.Events.Clear();
        var again = _project.Run(RunCommand.Run, times, new Dictionary<string, BatchResults> { [first.Node.UniqueId] = first.Batches! }, "daily").Results.Single();
        again.Status.ShouldBe(NodeStatus.Success);
        _project.Events.OfType<BatchStarted>().Select(started => started.Description).ShouldBe(["batch 2024-01-02 of shop.daily"]);
        _project.Query("select id from shop.daily order by id").ShouldBe(["0", "1", "2"]);
    }

    [Fact]
    public void A_macro_is_run_on_its_own()
    {
        _project["macros/make.sql"] = "{% macro make(name) %}{% do run_query('create table ' ~ name ~ ' (id int)') %}{% do adapter.commit() %}{% endmacro %}";
        using var session = _project.Open();
        var operation = new ControlPlane.Models.Runs.Sessions.MacroOperation(session, TimeProvider.System);
        operation.Run("make", new Dictionary<string, object?> { ["name"] = "made" }, CancellationToken.None).IsSuccess.ShouldBeTrue();
        operation.Run("make", new Dictionary<string, object?> { ["name"] = "made" }, CancellationToken.None).Results[0].Message!.ShouldContain("relation \"made\" already exists");
        Should.Throw<RunException>(() => operation.Run("mak", new Dictionary<string, object?>(), CancellationToken.None)).Message.ShouldBe("dbt could not find a macro with the name 'mak' in any package. Did you mean 'make'?");
    }

    private void Shop(string expected = "{id: 1, name: A}")
    {
        _project["seeds/people.csv"] = "id,name\n1,Ann\n2,\"O'Neil, C\"\n";
        _project["models/named.sql"] = "select id, upper(name) as name from {{ ref('people') }}";
        _project["models/schema.yml"] = $$"""
            models: [{name: named, columns: [{name: id, data_tests: [unique, not_null]}]}]
            unit_tests:
              - name: uppers
                model: named
                given: [{input: ref('people'), rows: [{id: 1, name: a}]}]
                expect: {rows: [{{expected}}]}
            """;
    }

    private static IEnumerable<string> Statuses(RunResult result) => result.Results.Select(node => $"{node.Node.Name} {node.Status.Name()}").Order(StringComparer.Ordinal);
}
