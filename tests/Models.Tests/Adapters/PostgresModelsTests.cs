using ControlPlane.Models.Tests.Adapters.Engines;
using ControlPlane.Testing;

namespace ControlPlane.Models.Tests.Adapters;

/// <summary>What models can have on PostgreSQL beyond what every engine has.</summary>
public sealed class PostgresModelsTests : IDisposable
{
    private readonly EngineProject _project;

    public PostgresModelsTests(PostgresFixture fixture) => _project = new EngineProject(new PostgresEngine(fixture));

    [Fact]
    public void A_materialized_view_is_made_refreshed_and_its_indexes_follow_the_configuration()
    {
        _project["models/a.sql"] = "{{ config(materialized='table') }} select 1 as id";
        _project["models/m.sql"] = "{{ config(materialized='materialized_view', indexes=[{'columns': ['id']}]) }} select id from {{ ref('a') }}";
        _project.Build();
        Indexes("m").ShouldBe(["btree|False"]);
        _project.Execute("insert into dev.a values (2)");
        _project.Build("m");
        _project.Query("select count(*) from dev.m").ShouldBe(["2"]);
        _project["models/m.sql"] = "{{ config(materialized='materialized_view', indexes=[{'columns': ['id'], 'unique': true}]) }} select id from {{ ref('a') }}";
        _project.Build("m");
        Indexes("m").ShouldBe(["btree|True"]);
        _project["models/m.sql"] = "{{ config(materialized='view') }} select id from {{ ref('a') }}";
        _project.Build("m");
        _project.Query("select count(*) from pg_matviews where schemaname = 'dev'").ShouldBe(["0"]);
    }

    [Fact]
    public void A_table_that_is_made_again_has_its_indexes_again()
    {
        _project["models/a.sql"] = "{{ config(materialized='table', unlogged=true, indexes=[{'columns': ['id'], 'unique': true}, {'columns': ['id', 'name'], 'type': 'btree'}]) }} select 1 as id, 'a' as name";
        _project.Build();
        _project.Build();
        Indexes("a").ShouldBe(["btree|False", "btree|True"]);
        _project.Query("select relpersistence from pg_class where relname = 'a'").ShouldBe(["u"]);
    }

    [Fact]
    public void Grants_follow_the_configuration()
    {
        var role = $"r{Guid.NewGuid():N}";
        _project.Execute($"create role {role}");
        _project["models/a.sql"] = $"{{{{ config(materialized='incremental', grants={{'select': ['{role}']}}) }}}} select 1 as id";
        _project.Build();
        Grants(role).ShouldBe(["SELECT"]);
        _project["models/a.sql"] = $"{{{{ config(materialized='incremental', grants={{'insert': ['{role}']}}) }}}} select 1 as id";
        _project.Build();
        Grants(role).ShouldBe(["INSERT"]);
    }

    [Fact]
    public void What_depends_on_a_replaced_table_and_is_not_of_the_project_is_told_when_it_goes()
    {
        _project["models/a.sql"] = "{{ config(materialized='table') }} select 1 as id";
        _project["models/b.sql"] = "select id from {{ ref('a') }}";
        _project.Build();
        _project.Execute("create view dev.theirs as select * from dev.a");
        _project.Build();
        _project.Messages.ShouldHaveSingleItem().ShouldContain("also dropped view dev.theirs");
    }

    [Fact]
    public void Descriptions_become_comments()
    {
        _project["models/a.sql"] = "{{ config(materialized='view', persist_docs={'relation': true, 'columns': true}) }} select 1 as id";
        _project["models/a.yml"] = "models:\n  - name: a\n    description: It's a\n    columns:\n      - {name: id, description: \"the 'key' $$\"}\n";
        _project.Build();
        _project.Query("select obj_description('dev.a'::regclass), col_description('dev.a'::regclass, 1)").ShouldBe(["It's a|the 'key' $$"]);
    }

    [Fact]
    public void A_text_column_grows_with_what_is_put_into_it()
    {
        _project["models/a.sql"] = "{{ config(materialized='incremental') }} {% if is_incremental() %}select 'abcdef'::varchar(6) as name{% else %}select 'ab'::varchar(2) as name{% endif %}";
        _project.Build();
        _project.Build();
        _project.Query("select name from dev.a order by 1").ShouldBe(["ab", "abcdef"]);
    }

    public void Dispose() => _project.Dispose();

    private IReadOnlyList<string> Indexes(string table) => _project.Query(
        $"select am.amname, ix.indisunique from pg_index ix join pg_class i on i.oid = ix.indexrelid join pg_am am on am.oid = i.relam where ix.indrelid = 'dev.{table}'::regclass order by 2");

    private IReadOnlyList<string> Grants(string role) => _project.Query($"select privilege_type from information_schema.role_table_grants where grantee = '{role}'");
}
