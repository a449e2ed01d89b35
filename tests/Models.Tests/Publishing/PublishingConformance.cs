using ControlPlane.Models.Publishing;
using ControlPlane.Models.Projects;
using ControlPlane.Models.Runs;
using ControlPlane.Models.Runs.Events;
using ControlPlane.Models.Runs.Results;
using ControlPlane.Models.Runs.Sessions;
using ControlPlane.Models.Tests.Adapters;
using ControlPlane.Models.Tests.Adapters.Engines;
using ControlPlane.Testing;
using Npgsql;

namespace ControlPlane.Models.Tests.Publishing;

/// <summary>Write, audit, publish, the same on every engine.</summary>
public abstract class PublishingConformance(IModelEngine engine) : IDisposable
{
    private protected EngineProject Project { get; } = new(engine);

    private int _runs;

    [Fact]
    public void What_was_built_is_seen_together_and_what_it_replaced_is_kept()
    {
        Shop("1 as id, 10 as amount");
        Publish();
        Shop("2 as id, 20 as amount");

        Publish();

        Project.Query("select id, total from dev.orders_total").ShouldBe(["2|20"]);
        Project.Query("select id from dev__kept.orders").ShouldBe(["1"]);
        Relations().ShouldBe(["dev.orders", "dev.orders_total", "dev__kept.__published", "dev__kept.orders", "dev__kept.orders_total"]);
    }

    [Fact]
    public void A_failed_test_leaves_readers_what_they_had()
    {
        Shop("1 as id, 10 as amount");
        Publish();
        Shop("cast(null as integer) as id, 20 as amount");

        Publish(expected: false);

        Project.Query("select id, total from dev.orders_total").ShouldBe(["1|10"]);
    }

    [Fact]
    public void Rollback_returns_to_what_was_replaced_and_back_again()
    {
        Shop("1 as id, 10 as amount");
        Publish();
        Shop("2 as id, 20 as amount");
        Project["models/new.sql"] = "select * from {{ ref('orders_total') }}";
        Publish();

        Rollback().ShouldBe(["dev.orders", "dev.orders_total"]);
        Project.Query("select id, total from dev.orders_total").ShouldBe(["1|10"]);
        Relations().ShouldNotContain("dev.new");

        Rollback();
        Project.Query("select id, total from dev.new").ShouldBe(["2|20"]);
    }

    [Fact]
    public void There_is_nothing_to_return_to_after_the_first_publication()
    {
        Should.Throw<PublishException>(Rollback).Failure.ShouldBe(PublishFailure.NothingKept);
        Shop("1 as id, 10 as amount");
        Publish();
        Should.Throw<PublishException>(Rollback).Message.ShouldStartWith("Nothing is kept to return to");
    }

    [Fact]
    public void An_incremental_model_grows_from_what_is_published_and_only_there()
    {
        Project["models/log.sql"] = """
            {{ config(materialized='incremental', unique_key='id') }}
            select {{ var('id') }} as id{% if is_incremental() %}, (select count(*) from {{ this }}) as before{% else %}, 0 as before{% endif %}
            """;
        Publish(vars: 1);
        Publish(vars: 2);
        Publish(vars: 3);

        Project.Query("select id, before from dev.log order by id").ShouldBe(["1|0", "2|1", "3|2"]);
        Project.Query("select count(*) from dev__kept.log").ShouldBe(["2"]);
    }

    [Fact]
    public void Readers_keep_what_they_have_of_a_model_whose_build_is_gone()
    {
        Project["models/a.sql"] = "{{ config(materialized='table') }} select 1 as id";
        Publish();
        Project["models/a.sql"] = "{{ config(materialized='table', post_hook='drop table {{ this }}') }} select 2 as id";

        Should.Throw<PublishException>(() => Publish()).Message.ShouldStartWith("models/a.sql was run, but ");
        Project.Query("select id from dev.a").ShouldBe(["1"]);
    }

    [Fact]
    public void A_snapshot_goes_on_from_what_is_published()
    {
        Project["snapshots/s.sql"] = "{% snapshot s %}{{ config(target_schema='dev', unique_key='id', strategy='check', check_cols='all') }} select 1 as id, {{ var('id') }} as value{% endsnapshot %}";
        Publish(vars: 1);
        Publish(vars: 2);

        Project.Query("select value, dbt_valid_to is null from dev.s order by value").ShouldBe(["1|False", "2|True"]);
    }

    [Fact]
    public void A_view_of_the_project_that_is_not_selected_reads_the_new_rows()
    {
        Shop("1 as id, 10 as amount");
        Project["models/looking.sql"] = "select id from {{ ref('orders') }}";
        Publish();
        Shop("2 as id, 20 as amount");

        Publish(select: ["orders"]);

        Project.Query("select id from dev.looking").ShouldBe(["2"]);
        Project.Query("select id from dev.orders_total").ShouldBe(["1"]);
    }

    [Fact]
    public void Only_what_is_selected_is_replaced_and_refs_to_the_rest_read_what_is_published()
    {
        Shop("1 as id, 10 as amount");
        Publish();
        Shop("2 as id, 20 as amount");

        Publish(select: ["orders_total"]);

        Project.Query("select id from dev.orders_total").ShouldBe(["1"]);
    }

    [Fact]
    public void A_second_publication_at_once_is_refused()
    {
        Shop("1 as id, 10 as amount");
        Publish();
        using var session = Project.Open(new Invocation());
        using var other = Project.Open(new Invocation());
        using var publication = Publication.Open(session.Manifest, session.Adapter, new() { Run = "a" }, TimeProvider.System, CancellationToken.None);

        Should.Throw<PublishException>(() => Publication.Open(other.Manifest, other.Adapter, new() { Run = "b" }, TimeProvider.System, CancellationToken.None)).Failure.ShouldBe(PublishFailure.Held);
    }

    [Fact]
    public void What_a_dead_run_left_is_cleared_away()
    {
        Shop("1 as id, 10 as amount");
        Publish();
        Project.Execute("create table dev__next.orders (x integer); create view dev__next.left_over as select * from dev__next.orders");
        Publish();

        Relations().ShouldNotContain("dev__next.left_over");
        Project.Query("select id from dev.orders").ShouldBe(["1"]);
    }

    public void Dispose()
    {
        Project.Dispose();
        (engine as IDisposable)?.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected void Shop(string row)
    {
        Project["models/orders.sql"] = $"{{{{ config(materialized='table') }}}} select {row}";
        Project["models/orders_total.sql"] = "{{ config(materialized='table') }} select id, sum(amount) as total from {{ ref('orders') }} group by id";
        Project["models/schema.yml"] = "models: [{ name: orders_total, columns: [{ name: id, data_tests: [not_null] }] }]";
    }

    private protected RunResult Publish(bool expected = true, int vars = 0, params string[] select)
    {
        using var session = Project.Open(new Invocation { Vars = new Dictionary<string, object?> { ["id"] = (long)vars } });
        var selected = session.Select(new SelectionRequest { Select = select }, _ => { });
        using var publication = Publication.Open(session.Manifest, session.Adapter, new() { Run = $"run {++_runs}" }, TimeProvider.System, CancellationToken.None);
        var all = publication.Prepare(selected);
        var result = session.Run(new RunOptions { Command = RunCommand.Build, Selected = all, Threads = 4 }, new RunsNothing(), TimeProvider.System, CancellationToken.None);
        if (expected) result.Results.Where(one => one.Status is not (NodeStatus.Success or NodeStatus.Pass)).Select(one => $"{one.Node.Name}: {one.Message}").ShouldBeEmpty();
        result.IsSuccess.ShouldBe(expected);
        if (expected) publication.Publish(CancellationToken.None);
        return result;
    }

    private protected IReadOnlyList<string> Rollback()
    {
        using var session = Project.Open(new Invocation());
        using var publication = Publication.Open(session.Manifest, session.Adapter, new() { Run = "back" }, TimeProvider.System, CancellationToken.None);
        return [.. publication.Rollback(CancellationToken.None).Select(place => place.ToString())];
    }

    private protected IReadOnlyList<string> Relations() =>
        Project.Query("select table_schema || '.' || table_name from information_schema.tables where table_schema in ('dev', 'dev__next', 'dev__kept') order by 1");

    private sealed class RunsNothing : IRunObserver
    {
        public void On(RunEvent happened)
        {
        }
    }
}

public sealed class PostgresPublishingTests(PostgresFixture fixture) : PublishingConformance(new PostgresEngine(fixture))
{
    [Fact]
    public void Views_and_materialized_views_that_read_one_another_are_replaced_again_and_again()
    {
        Project["models/a.sql"] = "select 1 as id";
        Project["models/b.sql"] = "{{ config(materialized='materialized_view') }} select id from {{ ref('a') }}";
        Project["models/c.sql"] = "select id from {{ ref('b') }}";
        Project["models/d.sql"] = "{{ config(materialized='materialized_view') }} select id from {{ ref('c') }}";

        for (var run = 0; run < 4; run++) Publish();

        Project.Query("select id from dev.d").ShouldBe(["1"]);
    }

    [Fact]
    public void A_reader_that_holds_what_keeps_publications_apart_is_named()
    {
        Shop("1 as id, 10 as amount");
        Publish();
        var role = $"r{Guid.NewGuid():N}";
        Project.Execute($"create role {role} login password 'r'");
        var login = new NpgsqlConnectionStringBuilder(fixture.Server.SuperuserConnectionString) { Database = (string)Project.Query("select current_database()")[0], Username = role, Password = "r", Pooling = false };
        using (var reader = new NpgsqlConnection(login.ConnectionString))
        {
            reader.Open();
            using var hold = new NpgsqlCommand("select pg_advisory_lock(4711002)", reader);
            hold.ExecuteScalar();

            var refused = Should.Throw<PublishException>(() => Publish());

            refused.Failure.ShouldBe(PublishFailure.Blocked);
            refused.Message.ShouldContain($"of role {role}, which builds no models, holds advisory lock 4711002");
        }
        Project.Execute($"drop role {role}");
    }

    [Fact]
    public void A_table_that_grows_keeps_its_sequences_generated_columns_and_foreign_keys_again_and_again()
    {
        Project["macros/strategy.sql"] = """
            {% macro get_incremental_own_sql(arg_dict) %}insert into {{ arg_dict['target_relation'] }} (id) select id from {{ arg_dict['temp_relation'] }}{% endmacro %}
            """;
        Project["models/known.sql"] = "{{ config(materialized='table', post_hook='alter table {{ this }} add constraint known_key primary key (id)') }} select g as id from generate_series(1, 9) g";
        Project["models/log.sql"] = "-- depends_on: {{ ref('known') }}\n{{ config(materialized='incremental', incremental_strategy='own') }} select {{ var('id') }} as id";
        Publish(vars: 1);
        Project.Execute("""
            alter table dev.log add column always bigint generated always as identity (start 10), add column default_identity int generated by default as identity,
                add column "Serial" serial, add column code text, add column twice int generated always as (id * 2) stored;
            create sequence dev."Codes" owned by dev.log.code;
            alter table dev.log alter column code set default 'C' || nextval('dev."Codes"');
            alter table dev.log add constraint of_known foreign key (id) references dev.known (id) on delete cascade
            """);

        for (var run = 2; run <= 5; run++) Publish(vars: run);

        Project.Query("select id, always, default_identity, \"Serial\", code, twice from dev.log order by id")
            .ShouldBe(["1|10|1|1|None|2", "2|11|2|2|C1|4", "3|12|3|3|C2|6", "4|13|4|4|C3|8", "5|14|5|5|C4|10"]);
        Project.Query("select conrelid::regclass::text, confrelid::regclass::text, confdeltype from pg_constraint where conname = 'of_known' order by 1").ShouldBe(["dev.log|dev.known|c", "dev__kept.log|dev__kept.known|c"]);
        Rollback();
        Project.Query("select max(id) from dev.log").ShouldBe(["4"]);
        Publish(vars: 6);
        Project.Query("select id, always, code from dev.log where id > 3 order by id").ShouldBe(["4|13|C3", "6|14|C4"]);
    }

    [Fact]
    public void A_view_made_by_hand_on_what_is_replaced_is_named_and_nothing_is_built()
    {
        Shop("1 as id, 10 as amount");
        Publish();
        Project.Execute("create schema reports; create view reports.totals as select id from dev.orders_total");
        Shop("2 as id, 20 as amount");

        Should.Throw<PublishException>(() => Publish()).Message.ShouldBe("reports.totals depends on dev.orders_total, which is replaced by every run; drop it or make it a model.");
        Should.Throw<PublishException>(Rollback).Failure.ShouldBe(PublishFailure.NothingKept);
        Project.Query("select id from reports.totals").ShouldBe(["1"]);
    }

    [Fact]
    public void A_view_of_a_model_that_is_gone_is_kept_with_what_it_read()
    {
        Shop("1 as id, 10 as amount");
        Project["models/old_view.sql"] = "{{ config(materialized='view') }} select * from {{ ref('orders') }}";
        Publish();
        File.Delete(Path.Combine(Project.Path, "models/old_view.sql"));

        Publish();

        Relations().ShouldContain("dev__kept.old_view");
        Relations().ShouldNotContain("dev.old_view");
    }

    [Fact]
    public void A_model_that_reads_another_by_its_name_is_told_to_use_ref()
    {
        Shop("1 as id, 10 as amount");
        Publish();
        Project["models/by_name.sql"] = "{{ config(materialized='view') }} select * from dev.orders";

        Should.Throw<PublishException>(() => Publish()).Message.ShouldBe("models/by_name.sql reads dev.orders by its name; use ref(), so that it reads what the same run has built.");
    }
}
