using ControlPlane.Models.Projects;
using ControlPlane.Models.Quality;
using ControlPlane.Models.Runs.Sessions;
using ControlPlane.Models.Tests.Adapters;
using ControlPlane.Models.Tests.Adapters.Engines;
using ControlPlane.Testing;

namespace ControlPlane.Models.Tests.Quality;

/// <summary>Quality checks, the same on every engine.</summary>
public abstract class QualityConformance(IModelEngine engine) : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 1, 10, 12, 0, 0, TimeSpan.Zero);
    private readonly EngineProject _project = new(engine);
    private readonly RememberedHistory _history = new();

    public void Dispose()
    {
        _project.Dispose();
        (engine as IDisposable)?.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public void Shares_count_nulls_and_distinct_values_of_the_rows_looked_at()
    {
        Orders("(1, 'a'), (2, 'a'), (3, null), (4, 'b')", "id, name");
        Check(
            "{check: null_share, name: fails, column: name, max: 0.2}", "{check: null_share, name: warns, column: name, max: 0.5, warn_max: 0.1}",
            "{check: null_share, name: narrowed, column: name, max: 0, where: 'id <> 3 -- not the third'}", "{check: null_share, name: lenient, column: name, max: 0, severity: warn}",
            "{check: distinct_share, name: unique, column: id, min: 1}", "{check: distinct_share, name: repeated, column: name, min: 1}").ShouldBe(
        [
            "fails fail 1 of 4 rows are null: 0.25; at most 0.2", "warns warn 1 of 4 rows are null: 0.25; at most 0.5, warns above 0.1",
            "narrowed pass 0 of 3 rows are null: 0; at most 0", "lenient warn 1 of 4 rows are null: 0.25; at most 0",
            "unique pass 4 of 4 values are distinct: 1; at least 1", "repeated fail 2 of 3 values are distinct: 0.6667; at least 1",
        ]);
    }

    [Fact]
    public void Values_lie_in_their_range_be_they_numbers_dates_or_texts()
    {
        Orders("(1, cast('2024-01-01' as date), 'it''s'), (-5, cast('2025-06-01' as date), 'b')", "amount, day, name");
        Check(
            "{check: range, column: amount, min: 0, max: 10}", "{check: range, column: day, min: 2024-01-01, max: 2025-12-31}", "{check: range, column: name, max: \"it's\"}",
            "{check: range, name: warned, column: amount, min: -10, warn_min: 0}").ShouldBe(
        [
            "range_amount fail 1 of 2 values are not between 0 and 10; found -5 to 1", "range_day pass all values are between 2024-01-01 and 2025-12-31; found 2024-01-01 to 2025-06-01",
            "range_name pass all values are at most it's; found b to it's", "warned warn 1 of 2 values are not at least 0; found -5 to 1",
        ]);
    }

    [Fact]
    public void Huge_numbers_are_compared_exactly()
    {
        Orders("(cast('9223372036854775807' as numeric(38, 0))), (cast('9223372036854775808' as numeric(38, 0)))", "id");
        Check("{check: range, column: id, max: 9223372036854775807}", "{check: range, name: any, column: id, max: 1.0e+30}").ShouldBe(
        [
            "range_id fail 1 of 2 values are not at most 9223372036854775807; found 9223372036854775807 to 9223372036854775808",
            "any pass all values are at most 1E+30; found 9223372036854775807 to 9223372036854775808",
        ]);
    }

    [Theory]
    [InlineData("cast('2026-01-10 09:00:00' as timestamp)", "freshness_at warn 3 hours old; warns after 2 hours, fails after 2 days; newest value 2026-01-10 09:00:00 UTC")]
    [InlineData("cast('2026-01-10 10:30:00+01' as timestamp with time zone)", "freshness_at warn 2.5 hours old; warns after 2 hours, fails after 2 days; newest value 2026-01-10 09:30:00 UTC")]
    [InlineData("cast('2026-01-08' as date)", "freshness_at fail 2.5 days old; warns after 2 hours, fails after 2 days; newest value 2026-01-08 00:00:00 UTC")]
    [InlineData("cast('2026-01-11' as date)", "freshness_at pass the newest value is to come; newest value 2026-01-11 00:00:00 UTC")]
    [InlineData("cast(null as timestamp)", "freshness_at fail 'at' is null in all rows")]
    [InlineData("'yesterday'", "freshness_at error the newest value of 'at' is no point in time. Name a column of a timestamp or date, or leave such values out with 'where'; found 'yesterday'")]
    public void Freshness_is_the_age_of_the_newest_value(string value, string result)
    {
        Orders($"({value})", "\"at\"");
        Check("{check: freshness, column: at, warn_after: {count: 2, period: hour}, error_after: {count: 2, period: day}}").ShouldBe([result]);
    }

    [Fact]
    public void The_newest_value_is_not_in_what_runs_and_alerts_quote()
    {
        Orders("(cast('2026-01-08' as date))", "\"at\"");
        Declare("{check: freshness, column: at, error_after: {count: 2, period: day}}");
        _project.Build();
        using var session = _project.Open(new Invocation());

        Evaluate(session).ShouldHaveSingleItem().Outcome.Message.ShouldBe("2.5 days old; fails after 2 days");
    }

    [Fact]
    public void An_empty_table_passes_what_speaks_of_values_and_fails_freshness()
    {
        _project["models/orders.sql"] = "select 1 as id, cast('2026-01-01' as timestamp) as at where 1 = 0";
        Check(
            "{check: null_share, column: id, max: 0}", "{check: distinct_share, column: id, min: 1}", "{check: range, column: id, min: 1}", "{check: volume}", "{check: volume, name: filled, min: 1}",
            "{check: freshness, column: at, error_after: {count: 1, period: day}}", "{check: freshness, name: mild, column: at, warn_after: {count: 1, period: day}}").ShouldBe(
        [
            "null_share_id pass there are no rows", "distinct_share_id pass there are no values", "range_id pass there are no values", "volume learning 0 rows; learning: 0 of 5 runs are known",
            "filled fail 0 rows; at least 1", "freshness_at fail there are no rows", "mild warn there are no rows",
        ]);
    }

    [Fact]
    public void A_column_of_nulls_alone_has_a_null_share_of_one_and_no_values()
    {
        Orders("(cast(null as integer)), (null)", "id");
        Check("{check: null_share, column: id, max: 0.9}", "{check: distinct_share, column: id, min: 1}", "{check: range, column: id, min: 1}").ShouldBe(
            ["null_share_id fail 2 of 2 rows are null: 1; at most 0.9", "distinct_share_id pass there are no values", "range_id pass there are no values"]);
    }

    [Fact]
    public void References_without_a_counterpart_are_counted()
    {
        _project["models/customers.sql"] = "select 1 as id union all select null";
        Orders("(1, 1), (2, 7), (3, null), (4, 8)", "id, customer");
        Check(
            "{check: references, column: customer, to: ref('customers'), field: id}", "{check: references, name: narrowed, column: customer, to: ref('customers'), field: ID, where: id < 2}",
            "{check: references, name: some, column: customer, to: ref('customers'), field: id, max: 2, warn_max: 1}").ShouldBe(
        [
            "references_customer fail 2 of 3 values are not in customers.id; at most 0", "narrowed pass 0 of 1 values are not in customers.ID; at most 0",
            "some warn 2 of 3 values are not in customers.id; at most 2, warns above 1",
        ]);
    }

    [Fact]
    public void Rows_of_a_query_are_failures_and_the_query_is_a_template()
    {
        _project["models/customers.sql"] = "select 1 as id";
        Orders("(1), (2)", "id");
        Check("{check: sql, name: known, query: \"{% raw %}with c as (select id from {{ ref('customers') }}) select * from {{ this }} where id not in (select id from c); {% endraw %}\"}")
            .ShouldBe(["known fail the query gives 1 row; at most 0"]);
    }

    [Fact]
    public void A_check_that_the_engine_refuses_is_an_error_of_its_own_and_takes_no_other_with_it()
    {
        Orders("(1, 'x')", "id, Name");
        var results = Check(
            "{check: null_share, column: idd, max: 0}", "{check: null_share, column: NAME, max: 0}", "{check: null_share, name: bad, column: id, max: 0, where: nothing = 1}", "{check: distinct_share, column: id, min: 1}",
            "{check: sql, name: broken, query: \"select {% raw %}{{ ref('nobody') }}{% endraw %}\"}");
        results.Count.ShouldBe(5);
        results[0].ShouldStartWith("null_share_idd error ");
        results[0].ShouldEndWith(" has no column 'idd'. Did you mean 'id'?");
        results[1].ShouldBe("null_share_NAME pass 0 of 1 rows are null: 0; at most 0");
        results[2].ShouldStartWith("bad error ");
        results[2].ShouldContain("nothing");
        results[3].ShouldBe("distinct_share_id pass 1 of 1 values are distinct: 1; at least 1");
        results[4].ShouldStartWith("broken error ");
        results[4].ShouldContain("nobody");
    }

    [Fact]
    public void All_checks_of_a_relation_are_one_statement_beside_that_for_its_columns()
    {
        Orders("(1, 1)", "id, other");
        Declare("{check: null_share, column: id, max: 0}", "{check: range, column: id, min: 0}", "{check: distinct_share, column: other, min: 1}", "{check: sql, name: none, query: select 1 where 1 = 0}", "{check: volume}");
        _project.Build();
        using var session = _project.Open(new Invocation());
        var statements = new CountedStatements();
        session.Adapter.Watch = statements;
        Evaluate(session).Count.ShouldBe(5);
        statements.Count.ShouldBe(2);
    }

    [Fact]
    public void Relations_are_looked_at_side_by_side_and_told_in_order()
    {
        var names = Enumerable.Range(10, 12).Select(i => $"m{i}").ToList();
        foreach (var name in names) _project[$"models/{name}.sql"] = $"select {name[1..]} as id";
        _project["models/schema.yml"] = $"models:\n{string.Concat(names.Select(name => $"  - {{name: {name}, config: {{meta: {{quality: [{{check: range, column: id, min: {name[1..]}, max: {name[1..]}}}]}}}}}}\n"))}";
        _project.Build();
        using var session = _project.Open(new Invocation());
        Evaluate(session, threads: 4).Select(result => (result.Node.Name, result.Status)).ShouldBe(names.Select(name => (name, QualityStatus.Pass)), ignoreOrder: false);
    }

    [Fact]
    public void What_is_called_off_ends_on_the_server_and_is_not_kept()
    {
        Orders("(1)", "id");
        Declare("{check: sql, name: long, query: \"with recursive n(i) as (select 1 union all select i + 1 from n where i < 2000000000) select sum(i) from n\"}");
        _project.Build();
        using var session = _project.Open(new Invocation());
        using var stop = new CancellationTokenSource();
        // The first asks for the columns.
        session.Adapter.Watch = new CountedStatements(number =>
        {
            if (number == 2) stop.CancelAfter(TimeSpan.FromMilliseconds(200));
        });
        Should.Throw<OperationCanceledException>(() => Evaluate(session, cancellationToken: stop.Token));
        _history.Records.ShouldBeEmpty();
    }

    [Fact]
    public void A_relation_that_is_not_there_is_an_error_of_each_check()
    {
        Orders("(1)", "id");
        Check(build: false, "{check: volume}", "{check: null_share, column: id, max: 0}").ShouldAllBe(result => result.Contains(" error ", StringComparison.Ordinal) && result.Contains("orders", StringComparison.Ordinal));
        _history.Records.Select(record => (record.Status, record.Value)).ShouldBe([(QualityStatus.Error, null), (QualityStatus.Error, null)]);
    }

    [Fact]
    public void Names_that_need_quotes_are_quoted()
    {
        _project["models/orders.sql"] = "select 1 as \"Order \"\"No\"\"\", 2 as \"select\"";
        Check("{check: null_share, name: a, column: 'Order \"No\"', max: 0}", "{check: distinct_share, column: select, min: 1}").ShouldBe(
            ["a pass 0 of 1 rows are null: 0; at most 0", "distinct_share_select pass 1 of 1 values are distinct: 1; at least 1"]);
    }

    [Fact]
    public void A_volume_is_judged_by_the_runs_before_it()
    {
        _project["models/orders.sql"] = "{{ config(materialized='table') }} select 1 as id from (values (1), (2), (3), (4), (5), (6), (7), (8), (9), (10)) as t(id)";
        string[] volume = ["{check: volume, window: 3, min_history: 2}"];
        Check(volume).ShouldBe(["volume learning 10 rows; learning: 0 of 2 runs are known"]);
        Check(volume).ShouldBe(["volume learning 10 rows; learning: 1 of 2 runs are known"]);
        Check(volume).ShouldBe(["volume pass 10 rows; expected 10 to 10 (mean 10, deviation 0 over 2 runs)"]);
        Orders("(1)", "id");
        Check(volume).ShouldBe(["volume fail 1 rows; expected 10 to 10 (mean 10, deviation 0 over 3 runs)"]);
        _history.Records.Select(record => record.Value).ShouldBe([10, 10, 10, 1]);
    }

    private void Orders(string values, string columns) => _project["models/orders.sql"] = $"{{{{ config(materialized='table') }}}} select * from (values {values}) as t({columns})";

    private List<string> Check(params string[] checks) => Check(build: true, checks);

    /// <summary>Name, status and message of each.</summary>
    private List<string> Check(bool build, params string[] checks)
    {
        Declare(checks);
        if (build) _project.Build();
        using var session = _project.Open(new Invocation());
        return [.. Evaluate(session).Select(result => $"{result.Check.Name} {result.Status.ToString().ToLowerInvariant()} {result.Outcome.FullMessage}")];
    }

    private IReadOnlyList<QualityResult> Evaluate(ProjectSession session, int threads = 1, CancellationToken cancellationToken = default) =>
        new QualityRun(session.Renderer, _history, new FixedTime(Now), threads).Evaluate(QualityDeclarations.Read(session.Manifest), cancellationToken);

    private void Declare(params string[] checks) =>
        _project["models/schema.yml"] = $"models:\n  - name: orders\n    config:\n      meta:\n        quality:\n{string.Concat(checks.Select(check => $"          - {check}\n"))}";
}

public sealed class PostgresQualityTests(PostgresFixture fixture) : QualityConformance(new PostgresEngine(fixture));

public sealed class DuckDbQualityTests() : QualityConformance(new DuckDbEngine());
