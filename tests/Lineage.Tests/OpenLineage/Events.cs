using ControlPlane.Lineage.OpenLineage;
using ControlPlane.Lineage.OpenLineage.Facets;
using ControlPlane.Lineage.Sql;

namespace ControlPlane.Lineage.Tests.OpenLineage;

internal static class Events
{
    public static readonly DateTimeOffset Time = new(2026, 2, 3, 4, 5, 6, TimeSpan.FromHours(1));

    private const string Query = "select customer_id, sum(amount) as total from raw.orders where status = 'paid' group by 1";

    /// <summary>With every facet there is.</summary>
    public static RunEvent Full(RunState state)
    {
        var input = DatasetName.Postgres("localhost", 5432, "shop", "raw", "orders");
        var lineage = ColumnLineage.Of(Query, SqlDialect.PostgreSql, _ => ["customer_id", "amount", "status"]);
        return new RunEvent(
            state, Time,
            new LineageRun(Guid.CreateVersion7(Time))
            {
                Parent = new ParentRun(Guid.CreateVersion7(Time), "acme-dev", "pipeline", new ParentRun(Guid.CreateVersion7(Time), "acme-dev", "nightly")),
                NominalTime = new NominalTime(Time, Time.AddDays(1)),
                Error = state == RunState.Fail ? new RunError("division by zero", "SQL") : null,
                Engine = new ProcessingEngine("postgresql", "18.1"),
            },
            new LineageJob("acme-dev", "shop.marts.totals") { Type = new JobType("BATCH", "DBT", "MODEL"), Sql = new JobSql(Query, "postgresql"), Documentation = "Totals by \"customer\" – €" })
        {
            Inputs =
            [
                new InputDataset(input)
                {
                    Schema = [new("customer_id", "integer"), new("amount", "numeric", "In cents"), new("status")],
                    Source = new DataSource("warehouse", new Uri("postgres://localhost:5432/shop")),
                    Metrics = new DataQualityMetrics(new Dictionary<string, ColumnMetrics>
                    {
                        ["amount"] = new() { Nulls = 0, Distinct = 3, Count = 4, Sum = 10.5, Min = -1, Max = double.NaN, Quantiles = new Dictionary<string, double> { ["0.5"] = 2 } },
                    }) { Rows = 4, Bytes = 1024, Files = 1, LastUpdated = Time },
                    Assertions = [new("not_null", true, "customer_id", "error", "not_null_orders_customer_id"), new("row_count", false, Severity: "warn", Expected: "> 4", Actual: "4")],
                },
            ],
            Outputs =
            [
                new OutputDataset(DatasetName.Postgres("localhost", 5432, "shop", "marts", "totals"))
                {
                    Schema = [new("customer_id", "integer"), new("total", "numeric")],
                    Columns = ColumnLineageFacet.From(lineage, _ => input),
                    Statistics = new OutputStatistics(2, 8192, 1),
                    Documentation = "One row a customer",
                },
            ],
        };
    }

    public static RunEvent Bare(RunState state) => new(state, Time, new LineageRun(Guid.CreateVersion7(Time)), new LineageJob("acme-dev", "job"));
}
