using ControlPlane.Models.Projects;
using ControlPlane.Models.Runs;
using ControlPlane.Models.Runs.Results;
using ControlPlane.Models.Tests.Adapters.Engines;
using ControlPlane.Testing;

namespace ControlPlane.Models.Tests.Adapters;

/// <summary>Incremental models, the same on every engine.</summary>
public abstract class IncrementalConformance(IModelEngine engine) : IDisposable
{
    private readonly EngineProject _project = new(engine);

    [Theory, InlineData("append", "1|a 1|b 2|c"), InlineData("delete+insert", "1|b 2|c"), InlineData("merge", "1|b 2|c")]
    public void Rows_are_taken_over_as_the_strategy_says(string strategy, string expected)
    {
        Model($"incremental_strategy='{strategy}', unique_key='id'", "select 1 as id, 'a' as name", "select 1 as id, 'b' as name union all select 2, 'c'");
        _project.Build();
        _project.Query("select id, name from dev.a").ShouldBe(["1|a"]);
        _project.Build();
        _project.Query("select id, name from dev.a order by id, name").ShouldBe(expected.Split(' '));
    }

    [Theory, InlineData("delete+insert"), InlineData("merge")]
    public void A_key_may_have_several_columns(string strategy)
    {
        Model($"incremental_strategy='{strategy}', unique_key=['id', 'part']", "select 1 as id, 1 as part, 'a' as name union all select 1, 2, 'b'", "select 1 as id, 2 as part, 'c' as name");
        _project.Build();
        _project.Build();
        _project.Query("select part, name from dev.a order by part").ShouldBe(["1|a", "2|c"]);
    }

    [Fact]
    public void A_merge_updates_the_columns_that_it_is_told_to()
    {
        Model("incremental_strategy='merge', unique_key='id', merge_update_columns=['name']", "select 1 as id, 'a' as name, 'a' as other", "select 1 as id, 'b' as name, 'b' as other");
        _project.Build();
        _project.Build();
        _project.Query("select name, other from dev.a").ShouldBe(["b|a"]);
    }

    [Fact]
    public void A_merge_leaves_the_columns_that_it_is_told_to()
    {
        Model("incremental_strategy='merge', unique_key='id', merge_exclude_columns=['NAME']", "select 1 as id, 'a' as name, 'a' as other", "select 1 as id, 'b' as name, 'b' as other");
        _project.Build();
        _project.Build();
        _project.Query("select name, other from dev.a").ShouldBe(["a|b"]);
    }

    [Fact]
    public void A_full_refresh_begins_anew()
    {
        Model("unique_key='id'", "select 1 as id, 'a' as name", "select 2 as id, 'b' as name");
        _project.Build();
        _project.Build();
        _project.FullRefresh().IsSuccess.ShouldBeTrue();
        _project.Query("select id, name from dev.a").ShouldBe(["1|a"]);
    }

    [Fact]
    public void Columns_that_come_later_are_left_out_unless_the_model_says_otherwise()
    {
        Model("", "select 1 as id", "select 2 as id, 'b' as name");
        _project.Build();
        _project.Build();
        _project.Query("select * from dev.a order by id").ShouldBe(["1", "2"]);
    }

    [Fact]
    public void Columns_that_come_later_are_added()
    {
        Model("on_schema_change='append_new_columns'", "select 1 as id, 'x' as old", "select 2 as id, 'b' as name");
        _project.Build();
        _project.Build();
        _project.Query("select id, old, name from dev.a order by id").ShouldBe(["1|x|None", "2|None|b"]);
    }

    [Fact]
    public void Columns_are_brought_in_line()
    {
        Model("on_schema_change='sync_all_columns'", "select 1 as id, 'x' as old", "select 2 as id, 'b' as name");
        _project.Build();
        _project.Build();
        _project.Query("select * from dev.a order by id").ShouldBe(["1|None", "2|b"]);
    }

    [Fact]
    public void Columns_that_differ_fail_the_model_that_says_so()
    {
        Model("on_schema_change='fail'", "select 1 as id", "select 2 as id, 'b' as name");
        _project.Build();
        var result = _project.Run(RunCommand.Run).Results.ShouldHaveSingleItem();
        result.Status.ShouldBe(NodeStatus.Error);
        result.Message!.ShouldContain("out of sync");
        _project.Query("select * from dev.a").ShouldBe(["1"]);
    }

    [Fact]
    public void Batches_replace_the_rows_of_their_time()
    {
        var (from, to) = (new DateTimeOffset(2024, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2024, 1, 3, 0, 0, 0, TimeSpan.Zero));
        _project["models/src.sql"] = "{{ config(materialized='table', event_time='happened_at') }} select 1 as id, 'a' as name, timestamp '2024-01-01 10:00:00' as happened_at union all select 2, 'b', timestamp '2024-01-02 10:00:00'";
        _project["models/a.sql"] = "{{ config(materialized='incremental', incremental_strategy='microbatch', unique_key='id', event_time='happened_at', batch_size='day', begin='2024-01-01') }} select * from {{ ref('src') }}";
        Batches();
        _project["models/src.sql"] = "{{ config(materialized='table', event_time='happened_at') }} select 1 as id, 'a' as name, timestamp '2024-01-01 10:00:00' as happened_at union all select 2, 'c', timestamp '2024-01-02 11:00:00' union all select 3, 'd', timestamp '2024-01-09 11:00:00'";
        Batches();
        _project.Query("select id, name from dev.a order by id").ShouldBe(["1|a", "2|c"]);

        void Batches() => _project.Run(RunCommand.Build, new Invocation { EventTimeStart = from, EventTimeEnd = to }).Results.Select(one => $"{one.Node.Name} {one.Status}").Order().ShouldBe(["a Success", "src Success"]);
    }

    [Fact]
    public void A_strategy_of_the_projects_own_is_found()
    {
        _project["macros/own.sql"] = "{% macro get_incremental_only_two_sql(args) %}insert into {{ args.target_relation }} select * from {{ args.temp_relation }} where id = 2{% endmacro %}";
        Model("incremental_strategy='only_two'", "select 1 as id", "select 2 as id union all select 3");
        _project.Build();
        _project.Build();
        _project.Query("select id from dev.a order by id").ShouldBe(["1", "2"]);
    }

    [Theory]
    [InlineData("'id'")]
    [InlineData("['id', 'kind']")]
    public void Predicates_name_columns_of_what_is_there(string key)
    {
        var predicate = key.StartsWith('[') ? "1 = 1" : "n < 5";
        _project["models/a.sql"] = $$$"""
            {{ config(materialized='incremental', incremental_strategy='delete+insert', unique_key={{{key}}}, incremental_predicates=["{{{predicate}}}"]) }}
            select 1 as id, 'x' as kind, {{ 9 if is_incremental() else 2 }} as n
            """;
        _project.Build();
        _project.Build();
        _project.Query("select id, n from dev.a").ShouldBe(["1|9"]);
    }

    [Fact]
    public void A_strategy_that_there_is_not_is_refused()
    {
        Model("incremental_strategy='insert_overwrite'", "select 1 as id", "select 2 as id");
        _project.Run(RunCommand.Run).Results.ShouldHaveSingleItem().Message!.ShouldContain("The incremental strategy 'insert_overwrite' is not valid for this adapter");
    }

    public void Dispose()
    {
        _project.Dispose();
        (engine as IDisposable)?.Dispose();
        GC.SuppressFinalize(this);
    }

    private void Model(string config, string first, string later) =>
        _project["models/a.sql"] = $"{{{{ config(materialized='incremental'{(config.Length > 0 ? ", " : "")}{config}) }}}}\n{{% if is_incremental() %}}{later}{{% else %}}{first}{{% endif %}}";
}

public sealed class PostgresIncrementalTests(PostgresFixture fixture) : IncrementalConformance(new PostgresEngine(fixture));

public sealed class DuckDbIncrementalTests() : IncrementalConformance(new DuckDbEngine());
