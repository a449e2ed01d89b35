using ControlPlane.DuckDb.Native;
using ControlPlane.Lineage.Sql;
using ControlPlane.NativePackages;
using ControlPlane.Reconciliation;
using ControlPlane.Testing;
using ControlPlane.Warehouses;
using ControlPlane.Warehouses.DuckDb;
using ControlPlane.Warehouses.DuckDb.Provisioning;
using ControlPlane.Warehouses.Provisioning;
using Microsoft.Extensions.Logging.Abstractions;

namespace ControlPlane.Lineage.Tests.Sql;

/// <summary>DuckDB says what the columns of a query are called.</summary>
public sealed class DuckDbAgreementTests : IDisposable
{
    private static readonly string[] Tables =
    [
        "CREATE TEMP TABLE customers (id int, first_name text, last_name text, email text, created_at timestamptz)",
        "CREATE TEMP TABLE orders (id int, customer_id int, status text, amount decimal(10, 2), ordered_at timestamp)",
        "CREATE TEMP TABLE payments (id int, order_id int, method text, amount decimal(10, 2))",
        "CREATE TEMP TABLE events (id int, user_id int, payload struct(\"user\" struct(name text), x int, k int), tags text[], happened_at timestamptz)",
        "CREATE TEMP TABLE a (id int, x int)",
        "CREATE TEMP TABLE b (id int, y int)",
        "CREATE TEMP TABLE c (id int, z int)",
    ];

    /// <summary>Of what DuckDB names or orders in a way of its own.</summary>
    private static readonly string[] Unnamed =
    [
        "select sum(amount), MAX( o.amount ), count(distinct status), count(1), upper(lower(status)), coalesce(status, 'it''s'), date_trunc('day', ordered_at) from orders o group by all",
        "select ID, A.X, (x), \"Id\" from a", "select count(*), payload.x, payload['k'] as k from events group by all", "select *, a.*, b.id from a left join b on true", "select * from a natural full join b cross join c",
        "select * from b join a using (id) join c using (id)", "select * from c right join (select y, id from b) using (id)", "from (select a.id, b.id, b.* from a, b)", "select * from range(3), generate_series(1, 2) g, unnest([1]) u(v)",
        "with t(p) as (select id, x from a) select * from t", "select * from (values (1, 2)) v, (select 1 as m, 2 as n) s", "select * from (from a) s(p)", "(select id as k from a) union by name (select y, id as k from b)",
    ];

    private readonly TemporaryFolder _folder = new("lineage");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_columns_are_those_that_duckdb_answers_with()
    {
        await using var warehouse = await OpenAsync();
        var tenant = PostgresFixture.NewTenant();
        var provisioner = new DuckDbProvisioner(warehouse, NullLogger<DuckDbProvisioner>.Instance);
        var plan = await provisioner.PlanAsync(new DesiredWarehouse(tenant, 5, ["t"], Suspended: false), thorough: true, CancellationToken.None);
        await provisioner.ApplyAsync(plan.ShouldBeOfType<Observed<ProvisioningPlan>.Known>().Value, _ => Task.CompletedTask, CancellationToken.None);
        await using var session = await warehouse.OpenAsync(tenant, WarehouseRole.Transformer, CancellationToken.None);
        var tag = new QueryTag(tenant, "lineage");
        foreach (var table in Tables) await session.ExecuteAsync(tag, [table], CancellationToken.None);

        var checkedQueries = 0;
        List<string> refused = [], wrong = [];
        foreach (var sql in (string[])[.. Unnamed, .. Specified.Queries(typeof(DuckDbSqlTests), typeof(SelectListTests), typeof(RowsTests), typeof(JoinTests), typeof(QueryTests))])
        {
            string[] expected;
            try
            {
                await using var reader = await session.QueryAsync(tag, sql, [], CancellationToken.None);
                expected = [.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetName)];
            }
            catch (Fault error)
            {
                refused.Add($"{sql}: {error.Message}");
                continue;
            }

            checkedQueries++;
            var lineage = ColumnLineage.Of(sql, SqlDialect.DuckDb, Shown.Schema);
            if (!lineage.Columns.Select(c => c.Name).SequenceEqual(expected)) wrong.Add($"{sql}\n  expected {string.Join(", ", expected)}\n  inferred {string.Join(", ", lineage.Columns.Select(c => c.Name))} {string.Join("; ", lineage.Problems)}");
        }

        wrong.ShouldBeEmpty(string.Join("\n", refused));
        // The others use types, functions or words that DuckDB or these tables do not have.
        checkedQueries.ShouldBeGreaterThan(130, string.Join("\n", refused));
    }

    private async Task<DuckDbWarehouse> OpenAsync()
    {
        var options = new DuckDbWarehouseOptions(_folder["warehouse"]) { Cache = TemporaryFolder.Shared("native"), MemoryMegabytes = 256, Threads = 1 };
        try
        {
            await DuckDbLibrary.LoadAsync(options.Cache, NullLogger.Instance, CancellationToken.None);
        }
        catch (Exception exception) when (exception is NpmPackageException or DllNotFoundException)
        {
            Assert.SkipUnless(SharedData.IsRequired, $"DuckDB cannot be had: {exception.Message}");
            throw;
        }

        return new DuckDbWarehouse(options, new NoMeter(), TimeProvider.System, NullLogger<DuckDbWarehouse>.Instance);
    }

    private sealed class NoMeter : IStatementMeter
    {
        public void Record(QueryTag tag, WarehouseRole role, TimeSpan elapsed)
        {
            // Nobody accounts for tests.
        }
    }
}
