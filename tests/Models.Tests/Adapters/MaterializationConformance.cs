using ControlPlane.Models.Adapters;
using ControlPlane.Models.Runs;
using ControlPlane.Models.Runs.Results;
using ControlPlane.Models.Tests.Adapters.Engines;
using ControlPlane.Testing;

namespace ControlPlane.Models.Tests.Adapters;

/// <summary>Views and tables, the same on every engine.</summary>
public abstract class MaterializationConformance(IModelEngine engine) : IDisposable
{
    private readonly EngineProject _project = new(engine);

    [Theory, InlineData("view"), InlineData("table")]
    public void A_model_is_made_and_made_again(string materialized)
    {
        Model("a", materialized, "select 1 as id");
        _project.Build();
        _project.Query("select id from dev.a").ShouldBe(["1"]);

        Model("a", materialized, "select 2 as id, 'x' as name");
        _project.Build();
        _project.Query("select id, name from dev.a").ShouldBe(["2|x"]);
        Relations().ShouldBe([$"a {materialized}"]);
    }

    [Fact]
    public void A_view_takes_the_place_of_a_table_and_the_other_way_round()
    {
        Model("a", "view", "select 1 as id");
        _project.Build();
        Model("a", "table", "select 2 as id");
        _project.Build();
        Relations().ShouldBe(["a table"]);
        Model("a", "view", "select 3 as id");
        _project.Build();
        Relations().ShouldBe(["a view"]);
        _project.Query("select id from dev.a").ShouldBe(["3"]);
    }

    [Fact]
    public void Models_that_read_a_model_that_is_made_again_are_made_again_after_it()
    {
        Model("a", "table", "select 1 as id");
        Model("b", "view", "select id + 1 as id from {{ ref('a') }}");
        Model("c", "table", "select id + 1 as id from {{ ref('b') }}");
        _project.Build();
        _project.Build();
        _project.Query("select id from dev.c").ShouldBe(["3"]);
        Relations().ShouldBe(["a table", "b view", "c table"]);
    }

    [Theory, InlineData("view"), InlineData("table"), InlineData("incremental")]
    public void What_was_there_stays_when_a_model_fails(string materialized)
    {
        Model("a", materialized, "select 1 as id");
        _project.Build();
        Model("a", materialized, "select no_such_column as id");
        var result = _project.FullRefresh().Results.ShouldHaveSingleItem();
        result.Status.ShouldBe(NodeStatus.Error);
        result.Message!.ShouldContain("no_such_column");
        _project.Query("select id from dev.a").ShouldBe(["1"]);
        Relations().Count.ShouldBe(1);
    }

    [Fact]
    public void What_was_there_stays_when_a_hook_after_the_model_fails()
    {
        Model("a", "table", "select 1 as id");
        _project.Build();
        _project["models/a.sql"] = "{{ config(materialized='table', post_hook='select no_such_column') }} select 2 as id";
        _project.Run(RunCommand.Run).Results.ShouldHaveSingleItem().Status.ShouldBe(NodeStatus.Error);
        _project.Query("select id from dev.a").ShouldBe(["1"]);
        Relations().ShouldBe(["a table"]);
    }

    [Fact]
    public void Hooks_run_before_and_after_the_model_inside_of_its_transaction_and_outside()
    {
        _project.Execute("create schema if not exists dev; create table dev.log (step text)");
        _project["models/a.sql"] = """
            {{ config(materialized='table',
                pre_hook=["insert into dev.log values ('before {{ this.identifier }}')", {'sql': "insert into dev.log values ('first')", 'transaction': false}],
                post_hook=[{'sql': "insert into dev.log values ('last')", 'transaction': false}, "insert into dev.log select 'after ' || count(*) from {{ this }}"]) }}
            select 1 as id
            """;
        _project.Build();
        _project.Query("select step from dev.log").ShouldBe(["first", "before a", "after 1", "last"]);
    }

    [Fact]
    public async Task Readers_see_one_content_or_the_other_while_a_table_is_replaced()
    {
        Model("a", "table", "select 1 as id from (values (1), (2), (3)) t(x)");
        _project.Build();
        using var adapter = _project.Adapter();
        using var stop = new CancellationTokenSource();
        var seen = new HashSet<string>();
        var reader = Task.Run(() =>
        {
            using var connection = adapter.Connect("reader", CancellationToken.None);
            while (!stop.IsCancellationRequested)
            {
                var row = connection.Execute("select count(*), min(id), max(id) from dev.a", fetch: true).Table.Rows[0];
                seen.Add(string.Join('|', row));
            }
        });
        for (var i = 2; i < 6; i++)
        {
            Model("a", "table", $"select {i} as id from (values (1), (2), (3)) t(x)");
            _project.Build();
        }
        await stop.CancelAsync();
        await reader;
        seen.ShouldAllBe(row => row.StartsWith("3|", StringComparison.Ordinal) && row[2] == row[4]);
    }

    [Fact]
    public void A_test_may_count_by_a_sum()
    {
        Model("a", "table", "select 1 as id, 0 as n union all select 2, 0");
        _project["tests/none.sql"] = "{{ config(fail_calc='sum(n)') }} select n from {{ ref('a') }}";
        _project.Build();
    }

    [Fact]
    public void A_name_as_long_as_the_engine_allows_can_be_made_again()
    {
        var name = new string('n', 60);
        Model(name, "table", "select 1 as id");
        _project.Build();
        _project.Build();
        Relations().ShouldBe([$"{name} table"]);
    }

    [Fact]
    public void Ephemeral_models_leave_nothing_behind()
    {
        Model("a", "ephemeral", "select 1 as id");
        Model("b", "table", "select id + 1 as id from {{ ref('a') }}");
        _project.Build();
        Relations().ShouldBe(["b table"]);
    }

    [Fact]
    public void Comments_are_kept_with_the_relation()
    {
        _project["models/a.sql"] = "{{ config(materialized='table', persist_docs={'relation': true, 'columns': true}) }} select 1 as id";
        _project["models/a.yml"] = "models:\n  - name: a\n    description: It's a\n    columns:\n      - {name: id, description: \"the 'key'\"}\n";
        _project.Build();
        _project.Build();
    }

    [Fact]
    public void A_contract_with_other_columns_is_refused_with_both_sides_shown()
    {
        _project["models/a.sql"] = "{{ config(materialized='table') }} select 1 as id, 'x' as name";
        _project["models/a.yml"] = """
            models:
              - name: a
                config: {contract: {enforced: true}}
                columns:
                  - {name: id, data_type: integer, constraints: [{type: not_null}]}
                  - {name: label, data_type: text}
            """;
        var result = _project.Run(RunCommand.Run).Results.ShouldHaveSingleItem();
        result.Status.ShouldBe(NodeStatus.Error);
        result.Message!.ShouldContain("This model has an enforced contract that failed.");
        result.Message!.ShouldContain("label");
    }

    [Fact]
    public void A_contract_makes_the_columns_and_constraints()
    {
        _project["models/a.sql"] = "{{ config(materialized='table') }} select 'x' as name, 1 as id";
        _project["models/a.yml"] = """
            models:
              - name: a
                config: {contract: {enforced: true}}
                constraints: [{type: primary_key, columns: [id]}]
                columns:
                  - {name: id, data_type: integer, constraints: [{type: not_null}, {type: check, expression: id > 0}]}
                  - {name: name, data_type: text}
            """;
        _project.Build();
        _project.Build();
        _project.Query("select * from dev.a").ShouldBe(["1|x"]);
        Should.Throw<AdapterException>(() => _project.Execute("insert into dev.a values (0, 'y')"));
    }

    public void Dispose()
    {
        _project.Dispose();
        (engine as IDisposable)?.Dispose();
        GC.SuppressFinalize(this);
    }

    private void Model(string name, string materialized, string sql) => _project[$"models/{name}.sql"] = $"{{{{ config(materialized='{materialized}') }}}}\n{sql}";

    private IReadOnlyList<string> Relations() => _project.Query(
        "select table_name, case table_type when 'VIEW' then 'view' else 'table' end from information_schema.tables where table_schema = 'dev' order by 1").Select(row => row.Replace('|', ' ')).ToList();
}

public sealed class PostgresMaterializationTests(PostgresFixture fixture) : MaterializationConformance(new PostgresEngine(fixture));

public sealed class DuckDbMaterializationTests() : MaterializationConformance(new DuckDbEngine());
