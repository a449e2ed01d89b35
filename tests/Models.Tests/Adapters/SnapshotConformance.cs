using ControlPlane.Models.Tests.Adapters.Engines;
using ControlPlane.Testing;

namespace ControlPlane.Models.Tests.Adapters;

/// <summary>Snapshots, the same on every engine.</summary>
public abstract class SnapshotConformance(IModelEngine engine) : IDisposable
{
    private readonly EngineProject _project = new(engine);

    [Fact]
    public void A_row_with_a_later_time_ends_the_one_before()
    {
        Source("(1, 'a', timestamp '2024-01-01 00:00:00'), (2, 'b', timestamp '2024-01-01 00:00:00')");
        Snapshot("strategy='timestamp', updated_at='changed_at', unique_key='id'");
        _project.Build();
        Source("(1, 'c', timestamp '2024-01-02 00:00:00'), (2, 'd', timestamp '2024-01-01 00:00:00')");
        _project.Build();
        _project.Query("select id, name, cast(dbt_valid_from as text), cast(dbt_valid_to as text) from dev.snap order by id, dbt_valid_from").ShouldBe(
            ["1|a|2024-01-01 00:00:00|2024-01-02 00:00:00", "1|c|2024-01-02 00:00:00|None", "2|b|2024-01-01 00:00:00|None"]);
    }

    [Theory, InlineData("['name']"), InlineData("'all'")]
    public void A_row_of_which_a_checked_column_differs_ends_the_one_before(string columns)
    {
        Source("(1, 'a', timestamp '2024-01-01 00:00:00'), (2, cast(null as text), timestamp '2024-01-01 00:00:00')");
        Snapshot($"strategy='check', check_cols={columns}, unique_key='id'");
        _project.Build();
        _project.Build();
        Source("(1, 'a', timestamp '2024-01-01 00:00:00'), (2, 'b', timestamp '2024-01-01 00:00:00')");
        _project.Build();
        _project.Query("select id, name, dbt_valid_to is null from dev.snap order by id, dbt_valid_to").ShouldBe(["1|a|True", "2|None|False", "2|b|True"]);
    }

    [Theory, InlineData("ignore", "1|a|True|None"), InlineData("invalidate", "1|a|False|None"), InlineData("new_record", "1|a|False|False 1|a|True|True")]
    public void Rows_that_are_gone_are_treated_as_configured(string deletes, string expected)
    {
        Source("(1, 'a', timestamp '2024-01-01 00:00:00'), (2, 'b', timestamp '2024-01-01 00:00:00')");
        Snapshot($"strategy='timestamp', updated_at='changed_at', unique_key='id', hard_deletes='{deletes}'");
        _project.Build();
        Source("(2, 'b', timestamp '2024-01-01 00:00:00')");
        _project.Build();
        _project.Build();
        var deleted = deletes == "new_record" ? "dbt_is_deleted" : "null";
        _project.Query($"select id, name, dbt_valid_to is null, {deleted} from dev.snap where id = 1 order by dbt_valid_from").ShouldBe(expected.Split(' '));
    }

    [Fact]
    public void A_column_that_comes_later_is_added()
    {
        Source("(1, 'a', timestamp '2024-01-01 00:00:00')");
        Snapshot("strategy='check', check_cols=['name'], unique_key=['id', 'name']");
        _project.Build();
        _project["models/src.sql"] = "{{ config(materialized='table') }} select 1 as id, 'a' as name, timestamp '2024-01-01 00:00:00' as changed_at, 5 as size union all select 3, 'z', timestamp '2024-01-01 00:00:00', 6";
        _project.Build();
        _project.Query("select id, size from dev.snap order by id").ShouldBe(["1|None", "3|6"]);
    }

    [Fact]
    public void Its_own_columns_are_named_as_configured_and_the_present_has_a_value()
    {
        Source("(1, 'a', timestamp '2024-01-01 00:00:00')");
        Snapshot("strategy='timestamp', updated_at='changed_at', unique_key='id', dbt_valid_to_current=\"timestamp '9999-12-31 00:00:00'\", snapshot_meta_column_names={'dbt_valid_from': 'since', 'dbt_valid_to': 'until', 'dbt_scd_id': 'row_id', 'dbt_updated_at': 'changed'}");
        _project.Build();
        Source("(1, 'b', timestamp '2024-01-02 00:00:00')");
        _project.Build();
        _project.Query("select name, cast(since as text), cast(until as text) from dev.snap order by since").ShouldBe(
            ["a|2024-01-01 00:00:00|2024-01-02 00:00:00", "b|2024-01-02 00:00:00|9999-12-31 00:00:00"]);
    }

    public void Dispose()
    {
        _project.Dispose();
        (engine as IDisposable)?.Dispose();
        GC.SuppressFinalize(this);
    }

    private void Source(string rows) => _project["models/src.sql"] = $"{{{{ config(materialized='table') }}}} select * from (values {rows}) t(id, name, changed_at)";

    private void Snapshot(string config) =>
        _project["snapshots/snap.sql"] = $"{{% snapshot snap %}}{{{{ config({config}) }}}} select * from {{{{ ref('src') }}}}{{% endsnapshot %}}";
}

public sealed class PostgresSnapshotTests(PostgresFixture fixture) : SnapshotConformance(new PostgresEngine(fixture));

public sealed class DuckDbSnapshotTests() : SnapshotConformance(new DuckDbEngine());
